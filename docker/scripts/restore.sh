#!/bin/bash
# Restore database and file store from a file that backup.sh made.
#
# restore.sh FILE   a name in BACKUP_DIR, or a path
#
# PG*             leads to PostgreSQL, as a role that may create databases
# ODOO_DB         name of the database; the present one is kept under another name
# ODOO_ROLE       role that shall own it
# ODOO_FILESTORE  folder that holds <database>/
# BACKUP_DIR      where backups lie
set -euo pipefail
umask 077

: "${ODOO_DB:?}" "${ODOO_ROLE:?}" "${ODOO_FILESTORE:?}" "${BACKUP_DIR:?}"
[[ $ODOO_DB =~ ^[A-Za-z0-9_-]+$ && $ODOO_ROLE =~ ^[A-Za-z0-9_-]+$ ]] \
    || { echo "ODOO_DB and ODOO_ROLE hold only letters, digits, _ and -" >&2; exit 2; }
[[ $# -eq 1 ]] || { echo "usage: restore.sh FILE" >&2; exit 2; }
file=$1
[[ -f $file ]] || file="$BACKUP_DIR/$1"
[[ -f $file ]] || { echo "There is no backup $1 in $BACKUP_DIR" >&2; exit 2; }

query() { psql -XAtq -v ON_ERROR_STOP=1 -d postgres -c "$1"; }
exists() { [[ $(query "SELECT count(*) FROM pg_database WHERE datname = '$1'") == 1 ]]; }

users=$(query "SELECT count(*) FROM pg_stat_activity WHERE datname = '$ODOO_DB'")
if [[ $users != 0 ]]; then
    echo "$users connections use $ODOO_DB: stop Odoo first (docker compose stop odoo)" >&2
    exit 3
fi

stamp=$(date -u +%Y%m%dT%H%M%SZ)
fresh="${ODOO_DB}_restoring"
before="${ODOO_DB}_before_$stamp"
work=$(mktemp -d "$BACKUP_DIR/.restoring-XXXXXX")
store="$ODOO_FILESTORE/.restoring-$stamp"
finished=
clean_up() {
    rm -rf "$work" "$store"
    [[ -n $finished ]] || query "DROP DATABASE IF EXISTS \"$fresh\"" || true
}
trap clean_up EXIT

echo "== check sums of $file"
tar --extract --file="$file" --directory="$work"
(cd "$work" && sha256sum --check --quiet SHA256SUMS)

echo "== database"
query "DROP DATABASE IF EXISTS \"$fresh\""
query "CREATE DATABASE \"$fresh\" OWNER \"$ODOO_ROLE\" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
# what is made belongs to Odoo's plain role, as before
pg_restore --no-owner --role="$ODOO_ROLE" --exit-on-error --dbname="$fresh" \
    "$work/database.dump"

echo "== file store"
first=
[[ -d $ODOO_FILESTORE ]] || first=yes
mkdir -p "$store"
tar --extract --numeric-owner --preserve-permissions --file="$work/filestore.tar" \
    --directory="$store"
# on a new machine the folders belong to whom the files belonged
if [[ -n $first && $EUID -eq 0 ]]; then
    chown --reference="$store" "$ODOO_FILESTORE" "$(dirname "$ODOO_FILESTORE")"
fi

# both are complete: now, and only now, they take the place of what was there
if exists "$ODOO_DB"; then
    query "ALTER DATABASE \"$ODOO_DB\" RENAME TO \"$before\""
fi
query "ALTER DATABASE \"$fresh\" RENAME TO \"$ODOO_DB\""
if [[ -e "$ODOO_FILESTORE/$ODOO_DB" ]]; then
    mv "$ODOO_FILESTORE/$ODOO_DB" "$ODOO_FILESTORE/$before"
fi
mv "$store" "$ODOO_FILESTORE/$ODOO_DB"
finished=yes
query "REVOKE ALL ON DATABASE \"$ODOO_DB\" FROM PUBLIC"

echo "== done: $ODOO_DB is as in $(basename "$file")"
if exists "$before"; then
    echo "   What was there before is kept as $before. When you need it no more:"
    echo "   dropdb $before and remove the folder $ODOO_FILESTORE/$before"
fi
