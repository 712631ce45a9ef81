# guise in Nushell, 0.106 and later, which reads it from a file and cannot evaluate it:
# mkdir $nu.user-autoload-dirs.0; guise hook nu | save -f ($nu.user-autoload-dirs.0 | path join guise.nu)

# `use` and `off` change this shell; everything else is the program's own business.
@complete __guise_complete
def --env --wrapped guise [...words: string] {
  # One expression: what is piped into this goes to the first one there is.
  if (__guise_verb $words) == "use" {
    __guise_take hand $words
    $env.__guise.by = "hand"
  } else if (__guise_verb $words) == "off" {
    __guise_off $words
  } else if (__guise_verb $words) in ["allow" "deny"] {
    ^guise ...$words
    # What holds here from now on is looked at before the next prompt.
    $env.__guise.pwd = ""
    $env.__guise.file = ""
  } else {
    ^guise ...$words
  }
}

def __guise_verb [words: list<string>] {
  let own = ($words | take until {|word| $word == "--" })
  if ($own | any {|word| $word in ["-h" "--help"] }) {
    "help"
  } else {
    # The profile may stand before the command.
    let pairs = ($own | zip ["" ...$own])
    let words = ($pairs | where {|pair| not ($pair.0 starts-with "-") and $pair.1 not-in ["-p" "--profile"] })
    $words | each {|pair| $pair.0 } | get 0? | default ""
  }
}

# Runs guise for somebody who wears nothing yet, and puts on what it answers: data, never a statement, so nothing is
# evaluated, and an answer that was cut off is none. It holds secrets: it is in local variables and no others. A guise that
# fails ends this here, with its status.
def --env __guise_take [reason: string words: list<string>] {
  let text = __guise_ask $reason $words
  if ($text | is-not-empty) {
    __guise_wear ($text | from json)
  } else if $reason != "folder" {
    error make --unspanned {msg: "guise: what was printed for this shell is not whole; nothing was changed"}
  }
}

# Not `--env`: in here the person can be as they were before the first `use`, while out there nothing has changed yet.
def __guise_ask [reason: string words: list<string>] {
  __guise_restore
  $env.GUISE_HOOK = $"nu:($nu.pid):($reason)"
  if $reason == "hand" { ^guise ...$words } else { "" | ^guise ...$words }
}

def --env __guise_wear [told: record] {
  __guise_bare
  let names = $told.set | columns | append $told.unset
  # What a variable was before: text that commands get, something else that only this shell knows, or nothing. Kept in a
  # record, which no command gets, and nowhere else. Nushell takes `aws_profile` for AWS_PROFILE.
  let kept = $env | columns | where $it =~ $"^\(?i:($names | str join '|'))$"
  $env.__guise.was = if ($kept | is-empty) { {} } else { $env | select ...$kept }
  $env.__guise.names = $names
  hide-env --ignore-errors ...$names
  load-env $told.set
  $env.__guise.folder = $told.folder
  $env.__guise.again = $told.again
  __guise_tell $told
}

def --env __guise_tell [shown: record] {
  $env.__guise.profile = $shown.profile? | default ""
  $env.__guise.before = $shown.before
  $env.__guise.after = $shown.after
  $env.__guise.color = $shown.color? | default ""
  $env.__guise.until = $shown.until?
}

# This shell as it was before the first `use`. A child of the shell that said it has no undo: there all that guise set goes.
def --env __guise_bare [] {
  if ($env.__guise.names | is-empty) { __guise_clear }
  __guise_restore
  __guise_discard
  __guise_forget
}

def --env __guise_restore [] {
  hide-env --ignore-errors ...$env.__guise.names
  load-env $env.__guise.was
}

# Whoever it inherited: guise knows what belongs to that, and asks nobody for it.
def --env __guise_clear [] {
  if (__guise_inherited) { __guise_change (__guise_ask hand [off --json] | from json) }
}

def --env __guise_change [change: record] {
  hide-env --ignore-errors ...$change.unset
  load-env $change.set
}

def __guise_inherited [] {
  not ($"($env.GUISE_PROFILE?)($env.GUISE_VARIABLES?)" | is-empty)
}

# Files made for this shell (`use --as process`), one by one: `rm -r` on a variable is a bad habit.
def __guise_discard [] {
  let folder = $env.__guise.folder
  if ($folder | is-not-empty) {
    for name in [config credentials policy.json lock used-by] {
      try { rm --permanent --force ($folder | path join $name) }
    }
    try { rm --permanent $folder }
  }
}

def --env __guise_forget [] {
  $env.__guise = ($env.__guise? | default {pwd: "", file: "", mark: null, drawn: false, asked: false} | merge {
    names: [], was: {}, by: "", folder: "", again: [], until: null, try: 0
    profile: "", before: "", after: "", color: "", left: "", wants: ""
  })
  __guise_unmark
}

def --env __guise_off [words: list<string>] {
  if ($words | length) > 1 {
    let change = __guise_ask hand [...$words --json]
    __guise_bare
    __guise_change ($change | from json)
  } else if ($env.__guise.names | is-not-empty) or (__guise_inherited) {
    __guise_bare
  } else {
    print --stderr "guise: nothing is worn in this shell"
  }
}

# Before each prompt. No process is started, but when the folder has changed or the end is near.
def --env __guise_prompt [] {
  let last = $env.LAST_EXIT_CODE?
  if $env.PWD != $env.__guise.pwd { __guise_look }
  if ($env.GUISE_PROFILE? | default "") != $env.__guise.profile { __guise_notice }
  if ($env.__guise.names | is-not-empty) or ($env.GUISE_PROFILE? | is-not-empty) { __guise_show } else { __guise_unmark }
  if $last != null { $env.LAST_EXIT_CODE = $last }
}

# Somebody else put an identity on in this shell (`guise export`): the prompt says whom, and renews nobody.
def --env __guise_notice [] {
  let profile = $env.GUISE_PROFILE? | default ""
  $env.__guise.again = []
  $env.__guise.left = ""
  if $profile == "" {
    __guise_tell {before: "", after: ""}
  } else {
    let label = $profile | str replace --all --regex '[[:cntrl:]]' "?"
    let color = if $profile =~ "(?i)prod" { "red" } else { "" }
    __guise_tell {profile: $profile, before: $"aws|($label)", after: " ", color: $color}
  }
}

def --env __guise_show [] {
  if $env.__guise.until != null {
    let time = __guise_clock
    if $env.__guise.until - $time < 300 and ($env.__guise.again | is-not-empty) and $time >= $env.__guise.try {
      __guise_renew $time
    }
    let rest = $env.__guise.until - $time
    $env.__guise.left = if $rest <= 0 {
      $" expired($env.__guise.wants)"
    } else if $rest < 600 {
      $" (($rest + 59) // 60)m($env.__guise.wants)"
    } else {
      ""
    }
  }
  if $"($env.__guise.before)($env.__guise.after)" != "" { __guise_mark } else { __guise_unmark }
}

# In place, where that needs nobody; tried once a minute.
def --env __guise_renew [time: int] {
  $env.__guise.try = $time + 60
  let ended = __guise_ask renew $env.__guise.again | complete
  if $ended.exit_code == 3 { $env.__guise.wants = " needs you" }
  if $ended.exit_code == 0 {
    let told = $ended.stdout | from json
    load-env $told.set
    $env.__guise.until = $told.until?
    $env.__guise.wants = ""
  }
}

# Seconds since 1970.
def __guise_clock [] {
  (date now | into int) // 1_000_000_000
}

# The person's own prompt, a closure or a text, comes after ours. Whoever wraps the prompt as we do (a Python venv) may have
# kept ours, and bring it back: so each of ours keeps to the prompt it found, which it tells when asked, and only the
# outermost shows anything. All of ours are equal: Nushell compares closures by what they do.
def --env __guise_mark [] {
  if not (__guise_is_marked) {
    let own = $env.PROMPT_COMMAND?
    $env.__guise.mark = {|| __guise_draw $own }
    $env.PROMPT_COMMAND = $env.__guise.mark
  }
}

def --env __guise_unmark [] {
  if (__guise_is_marked) {
    let own = __guise_own_prompt
    if $own == null { hide-env PROMPT_COMMAND } else { $env.PROMPT_COMMAND = $own }
  }
}

def __guise_is_marked [] {
  $env.__guise.mark != null and $env.PROMPT_COMMAND? == $env.__guise.mark
}

def __guise_own_prompt [] {
  $env.__guise.asked = true
  do $env.PROMPT_COMMAND
}

def __guise_draw [own: any] {
  let worn = $env.__guise
  if $worn.asked { return $own }
  # For those that are drawn within this one.
  $env.__guise.drawn = true
  let rest = match ($own | describe) {
    "closure" => (do $own)
    "nothing" => $env.PWD
    _ => $own
  }
  if $worn.drawn { return $rest }
  let color = if $worn.color == "" { {on: "", off: ""} } else { {on: (ansi $worn.color), off: (ansi reset)} }
  [$color.on $worn.before $worn.left $color.off $worn.after ...[$rest]] | str join
}

# A `.guise` file in this folder or above it, where that really lies. guise is asked only when it is another one than at
# the last prompt.
def --env __guise_look [] {
  $env.__guise.pwd = $env.PWD
  let file = __guise_file
  if $file == $env.__guise.file { return }
  $env.__guise.file = $file
  if $env.__guise.by == "folder" { __guise_bare }
  # Who was put on by hand stays on.
  if $file == "" or ($env.__guise.names | is-not-empty) or ($env.GUISE_PROFILE? | is-not-empty) { return }
  try { __guise_take folder [use] }
  if ($env.__guise.names | is-not-empty) { $env.__guise.by = "folder" }
}

def __guise_file [] {
  mut place = $env.PWD | path expand
  loop {
    let file = $place | path join .guise
    if ($file | path expand | path type) == "file" { return $file }
    let above = $place | path dirname
    if $above == $place or $above == "" { return "" }
    $place = $above
  }
}

if $env.__guise? == null { __guise_forget }
if ($env.__guise.names | is-empty) and ($env.GUISE_PROFILE? | is-not-empty) {
  # This file was made once: who was inherited is not in it.
  try { __guise_tell (^guise hook nu --json | from json | get shown) }
}
$env.config.hooks.pre_prompt = (
  $env.config.hooks.pre_prompt? | default [] | append [] | where {|hook| $hook != "__guise_prompt" } | append "__guise_prompt"
)
