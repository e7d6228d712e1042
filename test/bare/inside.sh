# The part of run.sh that runs on the bare system: bash inside.sh PART...
set -euo pipefail

# Starts the program in this folder, and waits until its API and its console answer. Its processes are a group, named after the first.
begin() {
  log=$(mktemp)
  setsid npm start >"$log" 2>&1 &
  group=$!
  if ! node -e '
    const { readFileSync } = require("node:fs");
    const { setTimeout: sleep } = require("node:timers/promises");
    async function answer() {
      for (const end = Date.now() + 60_000; Date.now() < end; await sleep(200)) {
        const url = /Leadyard is at\s+(http\S+)/.exec(readFileSync(process.argv[1], "utf8"))?.[1];
        if (!url || !(await fetch(`${url}/v1/health`).then((health) => health.ok, () => false))) continue;
        const page = await (await fetch(url, { headers: { accept: "text/html" } })).text();
        if (!page.includes("<script")) throw new Error(`no console: ${page}`);
        return `${url} answers, with its console`;
      }
      throw new Error("no answer");
    }
    answer().then(console.log, (error) => { console.error(error.message); process.exit(1); });
  ' "$log"; then
    cat "$log"
    exit 1
  fi
  sed -n '/^Data is kept/p; /This was the first start/p' "$log"
}

# The program stops at a signal, within ten seconds.
end() { # signal
  kill "-$1" -- "-$group"
  for _ in $(seq 100); do
    kill -0 -- "-$group" 2>/dev/null || return 0
    sleep 0.1
  done
  echo "SIG$1 does not end it"
  exit 1
}

# Kills every process that is ours to kill, but for the shells that run this.
kill_all() {
  local process
  for process in /proc/[0-9]*; do
    case $(cat "$process/comm" 2>/dev/null) in
      "" | bash | su | cat) ;;
      *) kill -KILL "${process#/proc/}" 2>/dev/null || true ;;
    esac
  done
}

# It starts, starts again, and starts again after it was killed, alone and with its database. It must be the first start only once.
starts() {
  local first=0
  for signal in TERM KILL KILL-ALL TERM; do
    echo "-- start, then $signal"
    begin
    if grep -q "This was the first start" "$log"; then first=$((first + 1)); fi
    if [ $signal = KILL-ALL ]; then kill_all; else end $signal; fi
  done
  [ $first = 1 ]
}

# npm ci, which must have nothing to say about engines and install scripts.
install() { # arguments
  npm ci "$@" 2>&1 | tee /tmp/installed.log
  if grep -iE "npm (warn|notice)|EBADENGINE|install scripts" /tmp/installed.log; then
    echo "npm ci $* has something to say"
    exit 1
  fi
  rm /tmp/installed.log
}

for part in "$@"; do
  echo "== $part"
  case $part in
    start)
      cd /root/leadyard
      rm -rf /var/lib/leadyard
      install
      starts
      ;;
    user)
      id someone >/dev/null 2>&1 || useradd --create-home someone
      folder="/home/someone/Käufer & Söhne"
      rm -rf "$folder"
      cp -r /root/fresh "$folder"
      cp "$0" /home/someone/inside.sh
      chown -R someone /home/someone
      (cd "$folder" && su --shell /bin/bash someone -c "cat >~/.npmrc; bash ~/inside.sh here" </root/.npmrc)
      ;;
    here)
      install
      starts
      [ -d data/postgres ]
      ;;
    archive)
      rm -rf /root/archive /var/lib/leadyard
      mkdir /root/archive
      cd /root/leadyard
      [ -d node_modules ] || install
      npm pack --pack-destination /root/archive
      cd /root/archive
      tar xf ./*.tgz
      cd package
      install --omit=dev
      starts
      megabytes=$(du -sm node_modules | cut -f1)
      echo "node_modules takes $megabytes MB"
      [ "$megabytes" -lt 350 ]
      ;;
    test)
      cd /root/leadyard
      [ -d node_modules ] || install
      npm test
      ;;
    *)
      echo "no such part: $part"
      exit 1
      ;;
  esac
done
