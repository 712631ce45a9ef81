# guise in bash, 3.2 and later. In ~/.bashrc: eval "$(guise hook bash)"

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
      __guise_pwd='' __guise_file=''
      ;;
    *) command guise "$@" ;;
  esac
}

# Secrets pass through: no trace (`set -x`, `-v`, a DEBUG trap by `-T`) shows them, and nothing else is exported (`-a`).
function __guise_hushed {
  local __guise_ended=0
  __guise_flags=${-//[!aTvx]/}
  set +aTvx
  "$@" || __guise_ended=$?
  __guise_flagged
  return "$__guise_ended"
}

# The person's own flags again; at the next prompt where Ctrl-C came between.
function __guise_flagged {
  local __guise_taken=${__guise_flags-}
  __guise_flags=''
  [[ -z $__guise_taken ]] || set "-$__guise_taken"
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
  [[ $__guise_status == 0 && $__guise_reason$__guise_text != folder ]] || return "$__guise_status"
  # Evaluated only when guise ended well, and only when the last line says that all of it has arrived.
  if [[ $__guise_text == *$'\n: guise has said all;' ]]; then
    eval "$__guise_text"
  else
    printf 'guise: what was printed for this shell is not whole; nothing was changed\n' >&2
    __guise_status=1
  fi
  return "$__guise_status"
}

# In a subshell: there the person can be as they were before the first `use`, while out here nothing has changed yet.
function __guise_ask {
  [[ -z $__guise_names ]] || __guise_bare || return
  export GUISE_HOOK="bash:$$:$1"
  shift
  command guise "$@"
}

# What guise prints for `use` begins with this, and the names that it changes. Should it fail, nothing has changed yet.
function __guise_begin {
  local __guise_name __guise_kind
  for __guise_name in "$@"; do
    __guise_attributes "$__guise_name"
    # Nobody could put back what a list, a number, a reference or a fixed value was.
    [[ $__guise_kind == *[aAilnru]* ]] || continue
    printf 'guise: %s is read-only in this shell, or no plain variable (declare -%s); nothing was changed\n' \
      "$__guise_name" "$__guise_kind" >&2
    __guise_status=1
    return 1
  done
  if ! __guise_bare; then
    __guise_status=1
    return 1
  fi
  for __guise_name in "$@"; do __guise_keep "$__guise_name"; done
}

function __guise_attributes {
  __guise_kind=$(declare -p "$1" 2>/dev/null) || :
  __guise_kind=${__guise_kind#declare -}
  __guise_kind=${__guise_kind%% *}
}

# What a variable was before: exported, this shell's alone, or unset. Kept here, unexported, and nowhere else.
function __guise_keep {
  local __guise_kind __guise_how=unset
  unset -v "__guise_was_$1" "__guise_how_$1"
  if [[ -n ${!1+set} ]]; then
    __guise_attributes "$1"
    __guise_how=own
    [[ $__guise_kind != *x* ]] || __guise_how=exported
    printf -v "__guise_was_$1" %s "${!1}"
  fi
  printf -v "__guise_how_$1" %s "$__guise_how"
  __guise_names+=" $1"
}

# This shell as it was before the first `use`. A child of the shell that said it has no undo: there all that guise set goes.
function __guise_bare {
  local __guise_name __guise_how __guise_was __guise_failed=0 IFS=$' \t\n'
  [[ -n $__guise_names ]] || __guise_clear || return
  for __guise_name in $__guise_names; do
    __guise_how=__guise_how_$__guise_name
    __guise_was=__guise_was_$__guise_name
    unset -v "$__guise_name" || __guise_failed=1
    case ${!__guise_how} in
      exported) export "$__guise_name=${!__guise_was}" ;;
      own) printf -v "$__guise_name" %s "${!__guise_was}" ;;
    esac
    unset -v "$__guise_how" "$__guise_was"
  done
  __guise_discard
  __guise_forget
  return "$__guise_failed"
}

# Whoever it inherited: guise knows what belongs to that, and asks nobody for it.
function __guise_clear {
  local __guise_text
  [[ -n ${GUISE_PROFILE-}${GUISE_VARIABLES-} ]] || return 0
  __guise_text=$(GUISE_HOOK=bash:$$:hand command guise off) || return
  eval "$__guise_text"
}

# Files made for this shell (`use --as process`), and for no subshell of it to take away; one by one, for `rm -r` on a
# variable is a bad habit.
function __guise_discard {
  [[ -n $__guise_folder && $BASH_SUBSHELL == 0 ]] || return 0
  command rm -f -- "$__guise_folder"/{config,credentials,policy.json,lock,used-by} 2>/dev/null || :
  command rmdir -- "$__guise_folder" 2>/dev/null || :
}

function __guise_forget {
  __guise_names='' __guise_by='' __guise_folder='' __guise_profile='' __guise_until='' __guise_try=0
  __guise_before='' __guise_after='' __guise_color='' __guise_left='' __guise_wants=''
  __guise_again=()
  __guise_unmark
}

function __guise_off {
  local __guise_text=''
  if (($# > 1)); then
    # In `eval "$(guise off --all)"` this is a copy of the shell, and the text is for the other one.
    if ((BASH_SUBSHELL > 0)); then
      command guise "$@"
      return
    fi
    __guise_text=$(__guise_ask hand "$@") || return
    __guise_bare
    eval "$__guise_text"
  elif [[ -n $__guise_names${GUISE_PROFILE-}${GUISE_VARIABLES-} ]]; then
    __guise_bare
  else
    printf 'guise: nothing is worn in this shell\n' >&2
  fi
}

# Before each prompt. guise is run only when the folder has changed or the end is near.
function __guise_prompt {
  local __guise_ended=$?
  __guise_flagged
  __guise_hushed __guise_upkeep
  # Whoever comes after this wants the status of the last command.
  return "$__guise_ended"
}

function __guise_upkeep {
  [[ $PWD == "${__guise_pwd-}" ]] || __guise_look
  [[ ${GUISE_PROFILE-} == "$__guise_profile" ]] || __guise_notice
  if [[ -n $__guise_names${GUISE_PROFILE-} ]]; then __guise_show; else __guise_unmark; fi
}

# Somebody else put an identity on in this shell (`eval "$(guise export …)"`): the prompt says whom, and renews nobody.
function __guise_notice {
  __guise_profile=${GUISE_PROFILE-} __guise_until='' __guise_left='' __guise_color=''
  __guise_again=()
  __guise_before=${__guise_profile:+aws|${__guise_profile//[[:cntrl:]]/?}}
  __guise_after=${__guise_before:+ }
  [[ $__guise_before != *[Pp][Rr][Oo][Dd]* ]] || __guise_color=$'\e[31m'
}

function __guise_show {
  local __guise_time=0 __guise_rest
  if [[ -n $__guise_until ]]; then
    __guise_clock
    if ((__guise_until - __guise_time < 300 && ${#__guise_again[@]} > 0 && __guise_time >= __guise_try)); then
      __guise_renew
    fi
    __guise_rest=$((__guise_until - __guise_time))
    if ((__guise_rest <= 0)); then
      __guise_left=" expired$__guise_wants"
    elif ((__guise_rest < 600)); then
      __guise_left=" $(((__guise_rest + 59) / 60))m$__guise_wants"
    else
      __guise_left=''
    fi
  fi
  if [[ -n $__guise_before$__guise_after ]]; then __guise_mark; else __guise_unmark; fi
}

# In place, where that needs nobody; tried once a minute.
function __guise_renew {
  local __guise_ended=0
  __guise_try=$((__guise_time + 60))
  __guise_take renew "${__guise_again[@]}" 2>/dev/null </dev/null || __guise_ended=$?
  case $__guise_ended in
    0) __guise_wants='' ;;
    3) __guise_wants=' needs you' ;;
  esac
}

# The prompt names variables, so that what is in them is text and nothing else, whatever a profile is called. What stands
# before it (`(venv) `) comes after ours.
function __guise_mark {
  shopt -q promptvars || return 0
  [[ ${PS1-} == "$__guise_prefix"* && ${PS1#"$__guise_prefix"} != *"$__guise_prefix"* ]] && return
  __guise_unmark
  __guise_set_prompt "$__guise_prefix${PS1-}"
}

function __guise_unmark {
  local __guise_own=${PS1-}
  [[ $__guise_own == *"$__guise_prefix"* ]] || return 0
  __guise_own=${__guise_own//"$__guise_prefix"/}
  __guise_set_prompt "$__guise_own"
}

# Where it is read-only an assignment would end whatever runs; this only fails.
function __guise_set_prompt {
  printf -v PS1 %s "$1" 2>/dev/null || :
}

# A `.guise` file in this folder or above it, where that really lies. guise is asked only when it is another one than at
# the last prompt.
function __guise_look {
  local __guise_place __guise_found=''
  __guise_pwd=$PWD
  # A name may end in the line end that `$(…)` takes off.
  __guise_place=$(builtin pwd -P 2>/dev/null && printf .) || return 0
  __guise_place=${__guise_place%$'\n.'}
  __guise_place=${__guise_place%/}
  while [[ -z $__guise_found ]]; do
    [[ ! -f $__guise_place/.guise ]] || __guise_found=$__guise_place/.guise
    [[ $__guise_place == */* ]] || break
    __guise_place=${__guise_place%/*}
  done
  [[ $__guise_found != "${__guise_file-}" ]] || return 0
  __guise_file=$__guise_found
  [[ $__guise_by != folder ]] || __guise_bare || return 0
  # Who was put on by hand stays on.
  [[ -n $__guise_found && -z $__guise_names${GUISE_PROFILE-} ]] || return 0
  __guise_take folder use </dev/null || return 0
  [[ -z $__guise_names ]] || __guise_by=folder
}

# The time in seconds, without a process: bash has it since 5.0, could print it since 4.2, and counted before that.
if ((BASH_VERSINFO[0] >= 5)); then
  function __guise_clock { __guise_time=${EPOCHSECONDS:-0}; }
elif ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 402)); then
  function __guise_clock { printf -v __guise_time '%(%s)T' -1; }
else
  function __guise_clock { __guise_time=$((${__guise_start:-0} + SECONDS)); }
fi

# What the environment brought of these variables was not said by this shell.
if [[ ${__guise_shell-} != "$$" ]]; then
  unset -v "${!__guise_@}"
  __guise_shell=$$
  __guise_prefix='\[${__guise_color-}\]${__guise_before-}${__guise_left-}\[${__guise_color:+'$'\e''[m}\]${__guise_after-}'
  __guise_forget
fi
# A child may inherit the variable and not the function. A status before `&&` is no failure for `set -e` and a trap of ERR.
__guise_command='case ${__guise_shell-} in ?*) __guise_prompt && : ;; esac'
case $(declare -p PROMPT_COMMAND 2>/dev/null) in
  *__guise_prompt*) ;;
  'declare -a'*)
    # An array is gone through since 5.1; before that its first element counts.
    if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501)); then
      PROMPT_COMMAND+=("$__guise_command")
    else
      PROMPT_COMMAND[0]=${PROMPT_COMMAND[0]:+${PROMPT_COMMAND[0]}$'\n'}$__guise_command
    fi
    ;;
  # On a line of its own: what stands there may end with a semicolon.
  *) PROMPT_COMMAND=${PROMPT_COMMAND:+$PROMPT_COMMAND$'\n'}$__guise_command ;;
esac
