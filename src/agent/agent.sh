# The shell at the other end: reads messages on its standard input, runs their steps in order and answers each on its own
# standard output and error. It is evaluated in a POSIX sh (dash, bash, busybox) whose input, output and error are the channel.
#
# The runner sets before this text:
#   agent_nonce    what begins an answer, known to nobody else
#   agent_shell    the shell that runs an apply
# and the bootstrap sets agent_bytewise where dd can read no whole blocks.
#
# A message is a line with the size of its code, the code (sh, made of the commands `agent_define`, `agent_probe` and
# `agent_apply`), and the payloads of its steps. A line `end` ends the agent.
#
#   channel -> reader (dd, then agent_lost) -> worker -> channel
#
# The reader is apart from the worker so that the end of the input (connection lost, or the running step is cancelled) is
# noticed while a step runs.
#
# shellcheck disable=SC2154 # what the runner and the bootstrap set

umask 022
# It starts where the login, sudo or the program left it, unless it may not look around there.
if ! [ -r . ] || ! [ -x . ]; then
  cd "${HOME:-/}" 2>/dev/null || cd /
  unset OLDPWD
fi
case :$PATH: in *:/usr/sbin:*) ;; *) PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin ;; esac
LC_ALL=C
for agent_locale in /usr/lib/locale/C.[uU]*; do
  if [ -d "$agent_locale" ]; then LC_ALL=C.UTF-8; fi
done
export LC_ALL
unset agent_locale
agent_functions=
# How dd is told to copy exactly that many bytes.
agent_block="count=1 iflag=fullblock bs"
if [ -n "${agent_bytewise-}" ]; then agent_block="bs=1 count"; fi
# A session of its own makes an apply one group that can be ended whole, and keeps it from asking at a terminal.
agent_session=
if command -v setsid >/dev/null; then agent_session=setsid; fi

# agent_define TEXT: shell functions, for the steps from here on.
agent_define() {
  agent_functions=$agent_functions$1
  eval "$1"
}

# agent_answer STEP STATUS: ends the output of a step on both streams.
agent_answer() {
  printf '%s %s %s\n' "$agent_nonce" "$1" "$2"
  printf '%s %s %s\n' "$agent_nonce" "$1" "$2" >&2
}

# agent_feed SIZE: copies a step's payload, whether or not anybody reads it: what is left would be taken for a message.
agent_feed() {
  trap '' PIPE
  agent_left=$1
  while [ "$agent_left" -gt 0 ]; do
    agent_size=$agent_left
    if [ "$agent_size" -gt 1048576 ]; then agent_size=1048576; fi
    # shellcheck disable=SC2086 # several words
    dd $agent_block="$agent_size" 2>/dev/null
    agent_left=$((agent_left - agent_size))
  done
}

# agent_evaluate SCRIPT: runs a probe's script, without what it must not see or change.
agent_evaluate() {
  unset agent_nonce
  agent_script=$1
  set --
  eval "$agent_script"
}

# agent_probe STEP PAYLOAD-SIZE SCRIPT
agent_probe() {
  if [ -n "$agent_stopped" ]; then return; fi
  if [ "$2" = 0 ]; then
    (agent_evaluate "$3") </dev/null
  else
    agent_feed "$2" | (agent_evaluate "$3")
  fi
  agent_answer "$1" $?
}

# agent_apply STEP PAYLOAD-SIZE SCRIPT SIZE: SIZE is that of all functions and the script, which go to a shell of its own ahead
# of the payload, so that they are in nobody's arguments or environment.
agent_apply() {
  if [ -n "$agent_stopped" ]; then return; fi
  # shellcheck disable=SC2086 # several words, or none
  {
    trap '' PIPE
    printf '%s%s' "$agent_functions" "$3" 2>/dev/null
    agent_feed "$2"
  } | $agent_session $agent_shell -c "agent_block='$agent_block'
    trap 'exit 129' HUP; trap 'exit 143' TERM
    eval \"\$(dd $agent_block=$4 2>/dev/null)\""
  agent_answer "$1" $?
}

agent_worker() {
  agent_stopped=
  trap 'agent_stopped=1' USR1
  agent_answer 0 0
  while read -r agent_size; do
    case $agent_size in
      end) exit ;;
      '') continue ;;
    esac
    # shellcheck disable=SC2086 # several words
    agent_code=$(dd $agent_block="$agent_size" 2>/dev/null)
    eval "$agent_code"
  done
}

# agent_look: finds the worker and what runs below it, with what is left of agent_doomed (agent_below: process ids), and whether a
# package manager is among that (agent_marks: p one that is at work, a apt's front end, which is idle or downloads if no p is there).
agent_look() {
  agent_all=
  for agent_stat in /proc/[0-9]*/stat; do
    read -r agent_line 2>/dev/null <"$agent_stat" || continue
    agent_process=${agent_stat#/proc/}
    agent_process=${agent_process%/stat}
    case $agent_line in
      *'(dpkg) '* | *'(rpm) '* | *'(dnf'* | *'(yum'* | *'(apk) '* | *'(pacman) '* | *'(zypper) '*) agent_mark=p ;;
      *'(apt-get) '* | *'(apt) '* | *'(aptitude) '*) agent_mark=a ;;
      *) agent_mark=- ;;
    esac
    agent_line=${agent_line##*) }
    case $agent_line in Z*) continue ;; esac
    agent_line=${agent_line#* }
    agent_all="$agent_all $agent_process:${agent_line%% *}:$agent_mark"
  done
  agent_working=
  agent_below=' '
  agent_marks=
  agent_found=1
  while [ -n "$agent_found" ]; do
    agent_found=
    for agent_line in $agent_all; do
      agent_process=${agent_line%%:*}
      agent_line=${agent_line#*:}
      case $agent_below in *" $agent_process "*) continue ;; esac
      case "${agent_line%:*} $agent_below" in
        "$$ "*)
          if [ "$agent_process" != "$agent_reading" ]; then agent_working=$agent_process; fi
          ;;
        "$agent_working "* | *" ${agent_line%:*} "*) agent_found=$agent_process ;;
        *) case $agent_doomed in *" $agent_process "*) agent_found=$agent_process ;; esac ;;
      esac
      if [ "$agent_found" = "$agent_process" ]; then
        agent_below=$agent_below$agent_process' '
        agent_marks=$agent_marks${agent_line#*:}
      fi
    done
  done
}

# agent_above: the chain of processes that this one stems from; another one when the connection's has ended.
agent_above() {
  agent_process=$$
  agent_chain=
  while [ "$agent_process" -gt 1 ] && read -r agent_line 2>/dev/null <"/proc/$agent_process/stat"; do
    agent_line=${agent_line##*) }
    agent_line=${agent_line#* }
    agent_process=${agent_line%% *}
    agent_chain="$agent_chain $agent_process"
  done
}

# agent_lost: ends the step that runs, but lets a package manager finish what it has begun.
agent_lost() {
  agent_signal=TERM
  agent_round=0
  agent_calm=0
  agent_draining=
  agent_doomed=' '
  agent_look
  if [ -n "$agent_working" ]; then kill -s USR1 "$agent_working"; fi
  while [ "$agent_below" != ' ' ]; do
    case $agent_marks in
      *p*) agent_calm=0 ;;
      # Between two runs of dpkg apt is alone for a moment.
      *a*) agent_calm=$((agent_calm + 1)) ;;
      *) agent_calm=2 ;;
    esac
    if [ "$agent_calm" -ge 2 ]; then
      if [ "$agent_round" -ge 5 ]; then agent_signal=KILL; fi
      if [ "$agent_round" = 0 ] || [ "$agent_round" -ge 5 ]; then
        # What loses its parent by this is not below any more, but still to be ended.
        agent_doomed=$agent_doomed$agent_below
        for agent_process in $agent_doomed; do
          kill -s "$agent_signal" -- "-$agent_process" 2>/dev/null
        done
        for agent_process in $agent_below; do
          kill -s "$agent_signal" "$agent_process" 2>/dev/null
        done
      fi
      agent_round=$((agent_round + 1))
    elif [ -z "$agent_draining" ]; then
      agent_drain
    fi
    sleep 1
    agent_look
  done
  # shellcheck disable=SC2086 # several words
  if [ -n "$agent_draining" ]; then kill $agent_draining 2>/dev/null; fi
}

# agent_drain: reads what a package manager goes on printing after the connection has gone, lest it stop at a full or broken pipe.
agent_drain() {
  agent_before=$agent_chain
  agent_above
  if [ "$agent_before" = "$agent_chain" ]; then return; fi
  cat <&8 >/dev/null 2>&1 &
  agent_draining=$!
  cat <&9 >/dev/null 2>&1 &
  agent_draining="$agent_draining $!"
}

# The reader holds the reading ends of the channel's own pipes, as far as the account may open them: with those a step never meets a
# broken pipe, and what nobody reads any more can be read here.
agent_reader() {
  exec 8</dev/null 9</dev/null
  if [ -p /proc/self/fd/5 ] && [ -r /proc/self/fd/5 ]; then exec 8</proc/self/fd/5; fi
  if [ -p /proc/self/fd/2 ] && [ -r /proc/self/fd/2 ]; then exec 9</proc/self/fd/2; fi
  exec 5>&-
  read -r agent_reading agent_line </proc/self/stat
  agent_above
  # Not cat: that of busybox copies by sendfile(2), and while this waits for a socket, which a channel is, nobody can read the pipe.
  dd bs=65536 2>/dev/null 8<&- 9<&-
  # Ends this process if the worker has ended.
  echo
  agent_lost
}

exec 5>&1
agent_reader | agent_worker 5>&-
