#!/bin/bash
# Back up database and file store into one checked file: zi-<UTC time>.tar
#
# PG*             leads to PostgreSQL, as a role that may read the database
# ODOO_DB         name of the database
# ODOO_FILESTORE  folder that holds <database>/
# BACKUP_DIR      where the file goes
# BACKUP_KEEP     how many to keep, the newest (30)
set -euo pipefail
umask 077

: "${ODOO_DB:?}" "${ODOO_FILESTORE:?}" "${BACKUP_DIR:?}"
keep=${BACKUP_KEEP:-30}
[[ $keep =~ ^[1-9][0-9]*$ ]] || { echo "BACKUP_KEEP=$keep is no number from 1 on" >&2; exit 2; }

mkdir -p "$BACKUP_DIR"
name="zi-$(date -u +%Y%m%dT%H%M%SZ)"
work=$(mktemp -d "$BACKUP_DIR/.making-XXXXXX")
trap 'rm -rf "$work"' EXIT

echo "== database $ODOO_DB"
pg_dump --format=custom --no-owner --file="$work/database.dump" "$ODOO_DB"

# the database first: a file that is stored meanwhile is only one too many
echo "== file store"
if [[ -d "$ODOO_FILESTORE/$ODOO_DB" ]]; then
    # files may come and go below it while it is read (1), that is no failure
    tar --create --numeric-owner --file="$work/filestore.tar" \
        --directory="$ODOO_FILESTORE/$ODOO_DB" . || [[ $? -eq 1 ]]
else
    tar --create --file="$work/filestore.tar" --files-from=/dev/null
fi
echo "$ODOO_DB" > "$work/database.name"

echo "== check sums"
(cd "$work" && sha256sum database.dump filestore.tar database.name > SHA256SUMS)
tar --create --file="$work/whole" --directory="$work" \
    SHA256SUMS database.name database.dump filestore.tar
sync "$work/whole"
# the name appears when the file is complete
mv "$work/whole" "$BACKUP_DIR/$name.tar"

# shellcheck disable=SC2012 # our own names: no odd characters
ls -1 "$BACKUP_DIR"/zi-*.tar | sort -r | tail -n "+$((keep + 1))" | xargs -r rm -f --
echo "== done: $BACKUP_DIR/$name.tar"
