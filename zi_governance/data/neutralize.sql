-- a copy for tests signs nothing in the name of the office and prints no real address
UPDATE zi_signing_key SET sealed_private = NULL;
UPDATE ir_config_parameter SET value = '' WHERE key = 'zi.public_base_url';
