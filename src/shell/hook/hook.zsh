# guise in zsh, 5.0 and later. In ~/.zshrc: eval "$(guise hook zsh)"

# `use` and `off` change this shell; everything else is the program's own business.
function guise {
  local __guise_word __guise_last='' __guise_verb=''
  for __guise_word in "$@"; do
    case $__guise_word in
      --) break ;;
      -h | --help) __guise_verb=help ;;
      -*) ;;
      *)
        # The profile may stand before the command.
        case $__guise_last in
          -p | --profile) ;;
          *) __guise_verb=${__guise_verb:-$__guise_word} ;;
        esac
        ;;
    esac
    __guise_last=$__guise_word
  done
  case $__guise_verb in
    use) __guise_hushed __guise_use "$@" ;;
    off) __guise_hushed __guise_off "$@" ;;
    allow | deny)
      command guise "$@" || return
      # What holds here from now on is looked at before the next prompt.
      typeset -g __guise_pwd='' __guise_file=''
      ;;
    *) command guise "$@" ;;
  esac
}

# Secrets pass through: no trace (`set -x`, `-v`, a DEBUG trap) shows them. Nor do options of the person's give words another
# meaning.
function __guise_hushed {
  emulate -L zsh
  setopt no_xtrace no_verbose no_err_exit no_err_return local_traps
  trap - DEBUG
  "$@"
}

function __guise_use {
  __guise_take hand "$@" || return
  __guise_by=hand
}

# Runs guise for somebody who wears nothing yet, and takes on what it prints. The first word is the reason: `hand`, `renew`
# or `folder`. The text holds secrets: it is in a local variable and no other.
function __guise_take {
  local __guise_text='' __guise_status=0 __guise_reason=$1
  shift
  __guise_text=$(__guise_ask "$__guise_reason" "$@") || __guise_status=$?
  [[ $__guise_status == 0 && $__guise_reason$__guise_text != folder ]] || return $__guise_status
  # Evaluated only when guise ended well, and only when the last line says that all of it has arrived.
  if [[ $__guise_text == *$'\n: guise has said all;' ]]; then
    eval "$__guise_text"
  else
    print -u2 'guise: what was printed for this shell is not whole; nothing was changed'
    __guise_status=1
  fi
  return $__guise_status
}

# In a subshell: there the person can be as they were before the first `use`, while out here nothing has changed yet.
function __guise_ask {
  (( $#__guise_names == 0 )) || __guise_bare || return
  export GUISE_HOOK="zsh:$$:$1"
  shift
  command guise "$@"
}

# What guise prints for `use` begins with this, and the names that it changes. Should it fail, nothing has changed yet.
function __guise_begin {
  local __guise_name
  for __guise_name in "$@"; do
    # Nobody could put back what a list, a number or a fixed value was.
    [[ ${(Pt)__guise_name} != *(readonly|array|association|integer|float|lower|upper|left|right)* ]] && continue
    print -u2 -r -- "guise: $__guise_name is read-only in this shell, or no plain variable (${(Pt)__guise_name}); nothing was changed"
    __guise_status=1
    return 1
  done
  if ! __guise_bare; then
    __guise_status=1
    return 1
  fi
  for __guise_name in "$@"; do __guise_keep $__guise_name; done
}

# What a variable was before: exported, this shell's alone, or unset. Kept here, unexported, and nowhere else.
function __guise_keep {
  local __guise_how=unset
  if (( ${(P)+1} )); then
    __guise_how=own
    [[ ${(Pt)1} != *export* ]] || __guise_how=exported
    __guise_was[$1]=${(P)1}
  fi
  __guise_hows[$1]=$__guise_how
  __guise_names+=($1)
}

# This shell as it was before the first `use`. A child of the shell that said it has no undo: there all that guise set goes.
function __guise_bare {
  local __guise_name __guise_failed=0
  (( $#__guise_names )) || __guise_clear || return
  for __guise_name in $__guise_names; do
    if [[ ${(Pt)__guise_name} == *readonly* ]]; then
      print -u2 -r -- "guise: $__guise_name is read-only in this shell, and stays as it is"
      __guise_failed=1
      continue
    fi
    unset $__guise_name
    case $__guise_hows[$__guise_name] in
      exported) export "$__guise_name=$__guise_was[$__guise_name]" ;;
      own) typeset -g "$__guise_name=$__guise_was[$__guise_name]" ;;
    esac
  done
  __guise_discard
  __guise_forget
  return $__guise_failed
}

# Whoever it inherited: guise knows what belongs to that, and asks nobody for it.
function __guise_clear {
  local __guise_text
  [[ -n "${GUISE_PROFILE-}${GUISE_VARIABLES-}" ]] || return 0
  __guise_text=$(GUISE_HOOK=zsh:${$}:hand command guise off) || return
  eval "$__guise_text"
}

# Files made for this shell (`use --as process`), and for no subshell of it to take away; one by one, for `rm -r` on a
# variable is a bad habit.
function __guise_discard {
  [[ -n $__guise_folder && $ZSH_SUBSHELL == 0 ]] || return 0
  command rm -f -- $__guise_folder/{config,credentials,policy.json,lock,used-by} 2>/dev/null
  command rmdir -- $__guise_folder 2>/dev/null
  return 0
}

function __guise_forget {
  typeset -g __guise_by='' __guise_folder='' __guise_profile='' __guise_until='' __guise_try=0
  typeset -g __guise_before='' __guise_after='' __guise_color='' __guise_left='' __guise_wants=''
  typeset -ga __guise_names __guise_again
  typeset -gA __guise_was __guise_hows
  __guise_names=() __guise_again=() __guise_was=() __guise_hows=()
  __guise_unmark
}

function __guise_off {
  local __guise_text=''
  if (( $# > 1 )); then
    # In `eval "$(guise off --all)"` this is a copy of the shell, and the text is for the other one.
    if (( ZSH_SUBSHELL > 0 )); then
      command guise "$@"
      return
    fi
    __guise_text=$(__guise_ask hand "$@") || return
    __guise_bare
    eval "$__guise_text"
  elif [[ -n "${__guise_names-}${GUISE_PROFILE-}${GUISE_VARIABLES-}" ]]; then
    __guise_bare
  else
    print -u2 'guise: nothing is worn in this shell'
  fi
}

# Before each prompt. guise is run only when the folder has changed or the end is near.
function __guise_prompt {
  __guise_hushed __guise_upkeep
}

function __guise_upkeep {
  [[ $PWD == "${__guise_pwd-}" ]] || __guise_look
  [[ ${GUISE_PROFILE-} == "$__guise_profile" ]] || __guise_notice
  if [[ -n "$__guise_names${GUISE_PROFILE-}" ]]; then __guise_show; else __guise_unmark; fi
}

# Somebody else put an identity on in this shell (`eval "$(guise export …)"`): the prompt says whom, and renews nobody.
function __guise_notice {
  __guise_profile=${GUISE_PROFILE-} __guise_until='' __guise_left='' __guise_color=''
  __guise_again=()
  __guise_before=${__guise_profile:+aws|${__guise_profile//[[:cntrl:]]/?}}
  __guise_after=${__guise_before:+ }
  [[ $__guise_before != *[Pp][Rr][Oo][Dd]* ]] || __guise_color=red
}

function __guise_show {
  local __guise_time=0 __guise_rest
  if [[ -n $__guise_until ]]; then
    __guise_time=${EPOCHSECONDS:-0}
    if (( __guise_until - __guise_time < 300 && $#__guise_again > 0 && __guise_time >= __guise_try )); then
      __guise_renew
    fi
    __guise_rest=$(( __guise_until - __guise_time ))
    if (( __guise_rest <= 0 )); then
      __guise_left=" expired$__guise_wants"
    elif (( __guise_rest < 600 )); then
      __guise_left=" $(( (__guise_rest + 59) / 60 ))m$__guise_wants"
    else
      __guise_left=''
    fi
  fi
  if [[ -n $__guise_before$__guise_after ]]; then __guise_mark; else __guise_unmark; fi
}

# In place, where that needs nobody; tried once a minute.
function __guise_renew {
  local __guise_ended=0
  __guise_try=$(( __guise_time + 60 ))
  __guise_take renew "${__guise_again[@]}" 2>/dev/null </dev/null || __guise_ended=$?
  case $__guise_ended in
    0) __guise_wants='' ;;
    3) __guise_wants=' needs you' ;;
  esac
}

# The prompt names elements of psvar, so that what is in them is text and nothing else, whatever a profile is called. Themes
# take the first few for themselves. What stands before it (`(venv) `) comes after ours.
function __guise_mark {
  local __guise_prefix="%(27V.%27v%28v.)"
  [[ -z $__guise_color ]] || __guise_prefix="%(27V.%F{$__guise_color}%27v%f%28v.)"
  if [[ ${PROMPT-} != "$__guise_prefix"* || ${PROMPT#"$__guise_prefix"} == *'%(27V.'* ]]; then
    __guise_unmark
    PROMPT=$__guise_prefix${PROMPT-}
  fi
  psvar[27]=$__guise_before$__guise_left
  psvar[28]=$__guise_after
}

# In whatever color it is there, and wherever.
function __guise_unmark {
  local __guise_shade
  [[ ${PROMPT-} == *'%(27V.'* ]] || return 0
  for __guise_shade in '' '%F{'{black,red,green,yellow,blue,magenta,cyan,white}'}'; do
    PROMPT=${PROMPT//"%(27V.$__guise_shade%27v${__guise_shade:+%f}%28v.)"/}
  done
  psvar[27]='' psvar[28]=''
  # With what zsh filled up before them.
  while (( $#psvar )) && [[ -z $psvar[-1] ]]; do psvar[-1]=(); done
}

# A `.guise` file in this folder or above it, where that really lies. guise is asked only when it is another one than at
# the last prompt.
function __guise_look {
  local __guise_place=${${PWD:A}%/} __guise_found=''
  typeset -g __guise_pwd=$PWD
  while [[ -z $__guise_found ]]; do
    [[ ! -f $__guise_place/.guise ]] || __guise_found=$__guise_place/.guise
    [[ $__guise_place == */* ]] || break
    __guise_place=${__guise_place%/*}
  done
  [[ $__guise_found != "${__guise_file-}" ]] || return 0
  typeset -g __guise_file=$__guise_found
  [[ $__guise_by != folder ]] || __guise_bare || return 0
  # Who was put on by hand stays on.
  [[ -n $__guise_found && -z "$__guise_names${GUISE_PROFILE-}" ]] || return 0
  __guise_take folder use </dev/null || return 0
  (( $#__guise_names == 0 )) || __guise_by=folder
}

function __guise_load {
  zmodload -F zsh/datetime p:EPOCHSECONDS
  # What the environment brought of these variables was not said by this shell.
  if [[ ${__guise_shell-} != $$ ]]; then
    unset -m '__guise_*' || :
    typeset -g __guise_shell=$$ __guise_folder=''
    __guise_forget
  fi
  typeset -ga precmd_functions
  (( $precmd_functions[(I)__guise_prompt] )) || precmd_functions+=(__guise_prompt)
}
__guise_hushed __guise_load
