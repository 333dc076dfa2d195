# job_start FOLDER NAME SECONDS: runs the function `job` with this standard input apart from this shell, so that it outlives the
# connection, and kills it when its time is up. FOLDER/NAME tells how it is: started, finished STATUS or killed PID; what it prints is
# in FOLDER/NAME.stdout and FOLDER/NAME.stderr. Prints the path.
# shellcheck shell=sh disable=SC2317 # called by scripts
job_start() (
  umask 077
  mkdir -p "$1" || exit
  job_file=$1/$2
  job_limit=$3
  # What the job reads has to be here when the connection is not any more; its name is gone as soon as the job has it open.
  cat >"$job_file.stdin" || exit
  echo started >"$job_file" || exit
  (
    trap '' HUP
    exec <"$job_file.stdin" >"$job_file.stdout" 2>"$job_file.stderr" || exit
    rm -f "$job_file.stdin"
    # The group of this step is the job's alone, unless this machine has no setsid.
    # shellcheck disable=SC2034 # what comes before the group
    read -r job_pid job_name job_state job_parent job_group job_rest </proc/self/stat
    (
      umask 022
      job
    ) <&0 &
    job_process=$!
    if [ "$job_group" = "$$" ]; then job_target=-$job_group; else job_target=$job_process; fi
    (
      exec </dev/null >/dev/null 2>&1
      sleep "$job_limit" &
      job_sleep=$!
      trap 'kill "$job_sleep"; exit' TERM
      wait "$job_sleep"
      echo "killed $job_process" >"$job_file"
      kill -s KILL -- "$job_target"
    ) &
    job_watch=$!
    wait "$job_process"
    job_status=$?
    kill "$job_watch" 2>/dev/null
    case $(cat "$job_file") in
      started) echo "finished $job_status" >"$job_file" ;;
    esac
  ) &
  echo "$job_file"
)
