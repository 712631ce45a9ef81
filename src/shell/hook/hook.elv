# guise in Elvish, 0.19 and later. In ~/.config/elvish/rc.elv: eval (guise hook elvish | slurp)
# Elvish wants everything said before it is used: this reads from its end.

use math
use re
use str

# Who is worn: names that guise changed, values that commands got before, which are here and nowhere else.
var names = []
var was = [&]
var by = ""
var folder = ""
var again = []
var until = $nil
var try-at = 0
# What the prompt shows of it, and of whom.
var profile = ""
var before = ""
var after = ""
var color = ""
var left = ""
var wants = ""
# Each prompt of ours, and the person's own that it was put before.
var marks = []
var drawing = $false
# Where the shell was at the last prompt, and the `.guise` file found there.
var seen-pwd = ""
var file = ""

# Two builtins that moved from one module to another in 0.20.
var real~ = $nop~
var is-file~ = $nop~
fn take-from {|module|
  eval &on-end={|ns| set real~ = $ns[real~]; set is-file~ = $ns[is-file~] } ^
    "use "$module"; fn real {|p| "$module":eval-symlinks $p }; fn is-file {|p| "$module":is-regular &follow-symlink $p }"
}
try { take-from os } catch { take-from path }

# Elvish has no clock. Linux tells it without a process: when the machine was started, in whole seconds, and how long ago.
fn clock {
  try {
    var started = (each {|line| if (str:has-prefix $line "btime ") { put $line[6..] } } </proc/stat)
    exact-num (math:ceil (+ $started [(str:split " " (slurp </proc/uptime))][0]))
  } catch {
    num (e:date +%s)
  }
}

fn set-of {|names|
  make-map [(each {|name| if (has-env $name) { put [$name (get-env $name)] } } $names)]
}

# Ctrl-C ends whatever runs, cleaning up included: so what is to become of the environment is said first, in one statement
# with all that goes with it, then done, and what was not done is done before the next prompt. $nil: unset.
var todo = [&]
fn settle {
  for name [(keys $todo)] {
    if (eq $todo[$name] $nil) { unset-env $name } else { set-env $name $todo[$name] }
  }
  set todo = [&]
}

fn as-in {|values names|
  make-map [(each {|name| put [$name (if (has-key $values $name) { put $values[$name] } else { put $nil })] } $names)]
}

fn merged {|values changes|
  for name [(keys $changes)] { set values = (assoc $values $name $changes[$name]) }
  put $values
}

fn inherited {
  or (and (has-env GUISE_PROFILE) (not-eq $E:GUISE_PROFILE "")) (and (has-env GUISE_VARIABLES) (not-eq $E:GUISE_VARIABLES ""))
}

fn is-worn {
  or (not-eq $names []) (and (has-env GUISE_PROFILE) (not-eq $E:GUISE_PROFILE ""))
}

# Runs guise as the person was before the first `use`: there is one environment for the shell and what it runs, so it is put
# back as it is now afterwards.
fn ask {|reason words|
  set todo = (assoc (as-in (set-of $names) $names) GUISE_HOOK $nil)
  try {
    for name $names {
      if (has-key $was $name) { set-env $name $was[$name] } else { unset-env $name }
    }
    set-env GUISE_HOOK elvish:$pid":"$reason
    if (eq $reason hand) {
      e:guise $@words | slurp
    } elif (eq $reason folder) {
      e:guise $@words </dev/null | slurp
    } else {
      e:guise $@words </dev/null 2>/dev/null | slurp
    }
  } finally {
    settle
  }
}

fn changes-of {|told|
  merged (as-in [&] $told[unset]) $told[set]
}

fn tell {|shown|
  set profile = (if (has-key $shown profile) { put $shown[profile] } else { put "" })
  set before = $shown[before]
  set after = $shown[after]
  set color = (if (has-key $shown color) { put $shown[color] } else { put "" })
  set until = (if (has-key $shown until) { exact-num $shown[until] } else { put $nil })
}

# The person's own prompt comes after ours. Whoever wraps the prompt as we do may have kept ours, and bring it back: so each
# of ours keeps to the prompt it found, and only the outermost shows anything.
fn draw {|own|
  if $drawing {
    $own
  } else {
    set drawing = $true
    try {
      if (eq $color "") { put $before$left } else { styled $before$left $color }
      put $after
      $own
    } finally {
      set drawing = $false
    }
  }
}

fn own-of {|ours|
  each {|pair| if (eq $pair[0] $ours) { put $pair[1] } } $marks
}

fn ours-of {|own|
  each {|pair| if (eq $pair[1] $own) { put $pair[0] } } $marks
}

fn mark {
  if (eq [(own-of $edit:prompt)] []) {
    var own = $edit:prompt
    if (eq [(ours-of $own)] []) { set marks = [$@marks [{ draw $own } $own]] }
    set edit:prompt = (ours-of $own)
  }
}

fn unmark {
  for own [(own-of $edit:prompt)] { set edit:prompt = $own }
}

# Files made for this shell (`use --as process`), one by one: `rm -r` on a variable is a bad habit.
fn discard {|folder|
  if (not-eq $folder "") {
    try {
      e:rm -f -- $folder/{config,credentials,policy.json,lock,used-by} 2>/dev/null
      e:rmdir -- $folder 2>/dev/null
    } catch { nop }
  }
}

# Nobody is worn, and then the environment is changed to this.
fn become {|values|
  var former = $folder
  set todo names was by folder again until try-at profile before after color left wants = ^
    $values [] [&] "" "" [] $nil 0 "" "" "" "" "" ""
  settle
  discard $former
  unmark
}

# This shell as it was before the first `use`. A child of the shell that said it has no undo: there all that guise set goes.
# Whoever it inherited: guise knows what belongs to that, and asks nobody for it.
fn bare {
  if (and (eq $names []) (inherited)) {
    become (changes-of (print (ask hand [off --json]) | from-json))
  } else {
    become (as-in $was $names)
  }
}

# Runs guise for somebody who wears nothing yet, and puts on what it answers: data, never code, so nothing is evaluated, and
# an answer that was cut off is none. It holds secrets: it is in local variables and, until that is done, in what is to be
# done. A guise that fails ends this here, with its status.
fn wear {|reason words|
  var text = (ask $reason $words)
  if (and (eq $text "") (eq $reason folder)) { return }
  if (eq $text "") { fail "guise: what was printed for this shell is not whole; nothing was changed" }
  var told = (print $text | from-json)
  bare
  var changes = (changes-of $told)
  var changed = [(keys $changes)]
  set todo names was folder again = $changes $changed (set-of $changed) $told[folder] $told[again]
  settle
  tell $told
}

fn off {|words|
  if (> (count $words) 1) {
    var told = (print (ask hand [$@words --json]) | from-json)
    bare
    become (changes-of $told)
  } elif (or (not-eq $names []) (inherited)) {
    bare
  } else {
    echo "guise: nothing is worn in this shell" >&2
  }
}

# In place, where that needs nobody; tried once a minute.
fn renew {|time|
  set try-at = (+ $time 60)
  try {
    var told = (print (ask renew $again) | from-json)
    set todo = $told[set]
    settle
    set until = (if (has-key $told until) { exact-num $told[until] } else { put $nil })
    set wants = ""
  } catch e {
    try {
      if (== $e[reason][exit-status] 3) { set wants = " needs you" }
    } catch { nop }
  }
}

fn worn-profile {
  if (has-env GUISE_PROFILE) { put $E:GUISE_PROFILE } else { put "" }
}

# Somebody else put an identity on in this shell (`guise export`): the prompt says whom, and renews nobody.
fn notice {
  var worn = (worn-profile)
  set again left = [] ""
  if (eq $worn "") {
    tell [&before="" &after=""]
  } else {
    var label = (re:replace '[[:cntrl:]]' '?' $worn)
    tell [&profile=$worn &before="aws|"$label &after=" " &color=(if (re:match '(?i)prod' $worn) { put red } else { put "" })]
  }
}

fn show-left {
  if $until {
    var time = (clock)
    if (and (< (- $until $time) 300) (not-eq $again []) (>= $time $try-at)) { renew $time }
    var rest = (- $until $time)
    if (<= $rest 0) {
      set left = " expired"$wants
    } elif (< $rest 600) {
      var up = (+ $rest 59)
      set left = " "(/ (- $up (% $up 60)) 60)m$wants
    } else {
      set left = ""
    }
  }
  if (eq $before$after "") { unmark } else { mark }
}

# A `.guise` file in this folder or above it, where that really lies.
fn find-file {
  var place = (str:trim-right (try { real $pwd } catch { put $pwd }) /)
  while $true {
    if (is-file $place/.guise) {
      put $place/.guise
      return
    }
    if (eq $place "") {
      put ""
      return
    }
    set place = $place[..(str:last-index $place /)]
  }
}

# guise is asked only when it is another file than at the last prompt.
fn look {
  set seen-pwd = $pwd
  var found = (find-file)
  if (eq $found $file) { return }
  set file = $found
  if (eq $by folder) { bare }
  # Who was put on by hand stays on.
  if (or (eq $found "") (is-worn)) { return }
  try {
    wear folder [use]
    if (not-eq $names []) { set by = folder }
  } catch { nop }
}

# Before each prompt. No process is started, but when the folder has changed or the end is near.
fn before-prompt {
  settle
  if (not-eq $pwd $seen-pwd) { look }
  if (not-eq (worn-profile) $profile) { notice }
  if (is-worn) { show-left } else { unmark }
}

fn verb-of {|words|
  var verb last = "" ""
  for word $words {
    if (eq $word --) { break }
    if (has-value [-h --help] $word) {
      set verb = help
    } elif (and (eq $verb "") (not (str:has-prefix $word -)) (not (has-value [-p --profile] $last))) {
      set verb = $word
    }
    # The profile may stand before the command.
    set last = $word
  }
  put $verb
}

# `use` and `off` change this shell; everything else is the program's own business.
fn guise {|@words|
  var verb = (verb-of $words)
  if (eq $verb use) {
    wear hand $words
    set by = hand
  } elif (eq $verb off) {
    off $words
  } else {
    e:guise $@words
    # What holds here from now on is looked at before the next prompt.
    if (has-value [allow deny] $verb) { set seen-pwd file = "" "" }
  }
}

if (is-worn) {
  try { tell (e:guise hook elvish --json | from-json)[shown] } catch { nop }
}
set edit:before-readline = [$@edit:before-readline $before-prompt~]
