#!/usr/bin/env bash
# Proves that the README's commands, the packed archive, and the tests work on a machine with nothing but Node and npm: a Debian
# minbase system that lacks git, ps, curl, fonts, and CA certificates. Everything runs as root in /root, which nobody else can enter.
#
#     test/bare/run.sh FOLDER [start] [user] [archive] [test]
#
# Run as root on Debian with debootstrap, git, and Node 20. FOLDER holds the system (1.5 GB) and is reused; without parts, all run,
# which takes half an hour. It tests what is committed. npm is set up as on this machine. Processes and mounts live in namespaces of
# their own, so nothing is left running.
set -euo pipefail

project=$(cd "$(dirname "$0")/../.." && pwd)
bare=$(realpath -m "${1:?usage: test/bare/run.sh FOLDER [start] [user] [archive] [test]}")
shift
parts=${*:-start user archive test}

# The tools of this machine, even if an npm script started us with those of the project in front.
PATH=$(tr : '\n' <<<"$PATH" | grep -v node_modules | paste -sd :)

if [ ! -e "$bare/usr/bin/apt" ]; then debootstrap --variant=minbase bookworm "$bare"; fi

install -D "$(realpath "$(command -v node)")" "$bare/usr/bin/node"
mkdir -p "$bare/usr/lib/node_modules"
rm -rf "$bare/usr/lib/node_modules/npm"
cp -r "$(dirname "$(dirname "$(realpath "$(command -v npm)")")")" "$bare/usr/lib/node_modules/npm"
ln -sfn ../lib/node_modules/npm/bin/npm-cli.js "$bare/usr/bin/npm"
ln -sfn ../lib/node_modules/npm/bin/npx-cli.js "$bare/usr/bin/npx"

cp /etc/resolv.conf /etc/hosts "$bare/etc/"
cd /
for file in "$(npm config get userconfig)" "$(npm config get globalconfig)" "$(npm config get cafile)" "${NODE_EXTRA_CA_CERTS:-}"; do
  if [ -f "$file" ]; then install -D "$file" "$bare$file"; fi
done

rm -rf "$bare/root/leadyard" "$bare/root/fresh"
git clone --quiet "$project" "$bare/root/leadyard"
cp -r "$bare/root/leadyard" "$bare/root/fresh"
install -D "$project/test/bare/inside.sh" "$bare/root/inside.sh"

settings=(PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb)
while IFS= read -r setting; do settings+=("$setting"); done < <(env | grep -iE '^(npm_config_|(https?|no)_proxy=|NODE_EXTRA_CA_CERTS=)' || true)
exec unshare --mount --pid --fork --kill-child --mount-proc="$bare/proc" \
  chroot "$bare" env -i "${settings[@]}" bash /root/inside.sh $parts
