# Sourced by ./run and ./test: which Python sets up. Sets $root's companion $python, or ends with the remedy.
# Each candidate is tried, not just found: version managers leave names that do not run.
for python in python3 python3.13 python3.12 python3.11 /usr/bin/python3 python3.14 ''; do
    [ -n "$python" ] || break
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && break
done
if [ -z "$python" ]; then
    echo '✗ 需要 Python 3.11 或更新版本：apt-get install python3 · Python 3.11 or newer is needed' >&2
    exit 1
fi
