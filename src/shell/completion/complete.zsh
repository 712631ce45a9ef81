# zsh 5. compinit is left to the person: where it has not run yet, and where it runs again and forgets what was there, the
# function is made known before the next prompt, and from then on nothing is left to do there.
__guise_complete() {
  local answer current at what
  local -a lines whole more
  current=${(Q):-$compstate[quote]$PREFIX$compstate[quote]}
  answer=$(command guise complete zsh -- "${(@Q)words[2,CURRENT-1]}" "$current" 2>/dev/null) || return 1
  lines=("${(@f)answer}")
  what=$lines[1]
  shift lines
  case $what in
    (files) _files ;;
    (command)
      at=$words[(i)--]
      shift $at words
      (( CURRENT -= at ))
      _normal ;;
    (words*)
      whole=("${(@)lines:#*(\\:|=):*}")
      more=("${(@M)lines:#*(\\:|=):*}")
      _describe -V -t guise-${what#words } ${what#words } whole -- more -S '' ;;
    (*) return 1 ;;
  esac
}
__guise_compdef() {
  emulate -L zsh
  (( $+functions[compdef] )) || return 0
  compdef __guise_complete guise
  precmd_functions=("${(@)precmd_functions:#__guise_compdef}")
}
() {
  emulate -L zsh
  if (( $+functions[compdef] )); then compdef __guise_complete guise; fi
  typeset -ga precmd_functions
  if (( ! $precmd_functions[(I)__guise_compdef] )); then precmd_functions+=(__guise_compdef); fi
}
