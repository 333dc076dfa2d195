# job_read FOLDER NAME: prints how a job is (missing, started, finished STATUS or killed PID), its path, and what it has printed once it
# has ended.
# shellcheck shell=sh disable=SC2317 # called by scripts
job_read() (
  if [ -f "$1/$2" ]; then job_state=$(cat "$1/$2"); else job_state=missing; fi
  printf '%s\n%s\n' "${job_state:-started}" "$1/$2"
  case $job_state in
    finished*)
      cat "$1/$2.stdout"
      cat "$1/$2.stderr" >&2
      ;;
  esac
)
