# The table, by the machine's own copy of it.
cd /
su postgres -c 'psql -XAtqw -v ON_ERROR_STOP=1 -d "verified data" -c "SELECT number, said FROM kept ORDER BY number"'
