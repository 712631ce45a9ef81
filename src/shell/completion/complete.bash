# bash 3.2 and later, without any package of completions. The line goes to guise as it is, which reads it as bash does and
# answers with words as they are to stand in it. File names come in where guise says so, and where guise cannot be run;
# bash 3.2, which has no `compopt` to be told otherwise, takes them whenever nothing else fits.
__guise_complete() {
  local answer
  COMPREPLY=()
  answer=$(command guise complete bash -- "$BASH_VERSION" "$COMP_POINT" "$COMP_LINE" "${2-}" 2>/dev/null) || return 0
  case $answer in
    files) __guise_complete_option -o filenames ;;
    command) __guise_complete_child "${2-}" ;;
    *) __guise_complete_words "$answer" ;;
  esac
  return 0
}
__guise_complete_words() {
  local IFS=$'\n' words=${1#*$'\n'}
  __guise_complete_option +o default +o bashdefault
  if [[ -z $1 ]]; then return 0; fi
  case $- in
    *f*) COMPREPLY=($words) ;;
    *) set -f; COMPREPLY=($words); set +f ;;
  esac
  if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[:=] ]]; then __guise_complete_option -o nospace; fi
}
__guise_complete_child() {
  local at=1
  while [[ $at -lt $COMP_CWORD && ${COMP_WORDS[at]} != -- ]]; do at=$((at + 1)); done
  at=$((at + 1))
  if declare -F _comp_command_offset >/dev/null; then _comp_command_offset "$at"
  elif declare -F _command_offset >/dev/null; then _command_offset "$at"
  elif [[ $at -eq $COMP_CWORD ]]; then
    local IFS=$'\n'
    COMPREPLY=($(compgen -c -- "$1"))
  fi
}
__guise_complete_option() {
  if [[ ${BASH_VERSINFO[0]} -ge 4 ]]; then compopt "$@" 2>/dev/null || :; fi
}
complete -o bashdefault -o default -F __guise_complete guise
