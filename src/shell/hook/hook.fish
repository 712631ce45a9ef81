# guise in fish, 3.1 and later. In ~/.config/fish/config.fish: guise hook fish | source

# `use` and `off` change this shell; everything else is the program's own business.
function guise -d 'assume an AWS identity, do the work, take it off'
    set -l __guise_verb
    set -l __guise_last ''
    for __guise_word in $argv
        switch $__guise_word
            case --
                break
            case -h --help
                set __guise_verb help
            case '-*'
            case '*'
                # The profile may stand before the command.
                set -q __guise_verb[1]
                or contains -- "$__guise_last" -p --profile
                or set __guise_verb $__guise_word
        end
        set __guise_last $__guise_word
    end
    switch "$__guise_verb"
        case use
            __guise_hushed __guise_use $argv
        case off
            __guise_hushed __guise_off $argv
        case allow deny
            command guise $argv
            or return
            # What holds here from now on is looked at before the next prompt.
            set -g __guise_pwd ''
            set -g __guise_file ''
        case '*'
            command guise $argv
    end
end

# Secrets pass through: a trace (`fish_trace`) does not show them.
function __guise_hushed
    if test -z "$fish_trace"
        $argv
        return
    end
    set -l __guise_traced $fish_trace
    set -g fish_trace
    $argv
    set -l __guise_ended $status
    set -g fish_trace $__guise_traced
    return $__guise_ended
end

function __guise_use
    __guise_take hand $argv
    or return
    set -g __guise_by hand
end

# Runs guise for somebody who wears nothing yet, and takes on what it prints. The first word is the reason: `hand`, `renew`
# or `folder`. The text holds secrets: it is in a local variable and no other.
function __guise_take
    set -l __guise_text (__guise_ask $argv)
    set -l __guise_ended $status
    test $__guise_ended -eq 0
    or return $__guise_ended
    # Evaluated only when guise ended well, and only when the last line says that all of it has arrived.
    if test "$__guise_text[-1]" = ': guise has said all;'
        string join -- \n $__guise_text | source
    else if test $argv[1] != folder; or test -n "$__guise_text"
        echo 'guise: what was printed for this shell is not whole; nothing was changed' >&2
        return 1
    end
end

# As the person was before the first `use`, while nothing has changed yet: variables of this function stand before the
# others for what it runs. There are names in the evaluated words, and no values.
function __guise_ask
    set -l __guise_words
    for __guise_name in $__guise_names
        switch $__guise_hows[(contains -i -- $__guise_name $__guise_names)]
            case exported
                set -a __guise_words "set -lx $__guise_name \$__guise_was_$__guise_name;"
            case '*'
                set -a __guise_words "set -lu $__guise_name;"
        end
    end
    set -lx GUISE_HOOK fish:$fish_pid:$argv[1]
    set -l __guise_reason $argv[1]
    set -e argv[1]
    # Redirections of a caller do not reach into a command substitution.
    switch $__guise_reason
        case renew
            eval $__guise_words 'command guise $argv </dev/null 2>/dev/null'
        case folder
            eval $__guise_words 'command guise $argv </dev/null'
        case '*'
            eval $__guise_words 'command guise $argv'
    end
end

# What guise prints for `use` begins with this, and the names that it changes.
function __guise_begin
    __guise_bare
    or return
    for __guise_name in $argv
        __guise_keep $__guise_name
    end
    # `set` leaves the status of what was before it.
    return 0
end

# What a global variable was before: exported, this shell's alone, or unset. Kept here, unexported, and nowhere else.
# Universal variables are never changed; a global one stands before them until it goes.
function __guise_keep
    set -l __guise_how unset
    if set -qgx $argv[1]
        set __guise_how exported
    else if set -qg $argv[1]
        set __guise_how own
    end
    test $__guise_how = unset
    or set -g __guise_was_$argv[1] $$argv[1]
    set -ga __guise_names $argv[1]
    set -ga __guise_hows $__guise_how
end

# This shell as it was before the first `use`. A child of the shell that said it has no undo: there all that guise set goes.
function __guise_bare
    set -q __guise_names[1]
    or __guise_clear
    or return
    for __guise_name in $__guise_names
        set -l __guise_was __guise_was_$__guise_name
        set -eg $__guise_name
        switch $__guise_hows[(contains -i -- $__guise_name $__guise_names)]
            case exported
                set -gx $__guise_name $$__guise_was
            case own
                set -gu $__guise_name $$__guise_was
        end
        set -eg $__guise_was
    end
    __guise_discard
    __guise_forget
    return 0
end

# Whoever it inherited: guise knows what belongs to that, and asks nobody for it.
function __guise_clear
    test -n "$GUISE_PROFILE$GUISE_VARIABLES"
    or return 0
    set -lx GUISE_HOOK fish:$fish_pid:hand
    set -l __guise_text (command guise off)
    or return
    # It ends as its last question did ("is there a universal one?").
    string join -- \n $__guise_text | source
    return 0
end

# Files made for this shell (`use --as process`), one by one: `rm -r` on a variable is a bad habit.
function __guise_discard
    test -n "$__guise_folder"
    or return 0
    command rm -f -- $__guise_folder/{config,credentials,policy.json,lock,used-by} 2>/dev/null
    command rmdir -- $__guise_folder 2>/dev/null
    return 0
end

function __guise_forget
    set -g __guise_names
    set -g __guise_hows
    set -g __guise_again
    set -g __guise_by ''
    set -g __guise_folder ''
    set -g __guise_profile ''
    set -g __guise_until ''
    set -g __guise_try 0
    set -g __guise_before ''
    set -g __guise_after ''
    set -g __guise_color ''
    set -g __guise_left ''
    set -g __guise_wants ''
    __guise_unmark
end

function __guise_off
    if set -q argv[2]
        set -l __guise_text (__guise_ask hand $argv)
        or return
        __guise_bare
        or return
        string join -- \n $__guise_text | source
        return 0
    else if test -n "$__guise_names$GUISE_PROFILE$GUISE_VARIABLES"
        __guise_bare
    else
        echo 'guise: nothing is worn in this shell' >&2
    end
end

# Before each prompt. guise is run only when the folder has changed or the end is near.
function __guise_prompt --on-event fish_prompt
    __guise_hushed __guise_upkeep
end

function __guise_upkeep
    test "$PWD" = "$__guise_pwd"
    or __guise_look
    test "$GUISE_PROFILE" = "$__guise_profile"
    or __guise_notice
    if test -n "$__guise_names$GUISE_PROFILE"
        __guise_show
    else
        __guise_unmark
    end
end

# Somebody else put an identity on in this shell (`guise export … | source`): the prompt says whom, and renews nobody.
function __guise_notice
    set -g __guise_profile $GUISE_PROFILE
    set -g __guise_until ''
    set -g __guise_left ''
    set -g __guise_color ''
    set -g __guise_again
    set -g __guise_before ''
    set -g __guise_after ''
    test -n "$GUISE_PROFILE"
    or return
    set -g __guise_before 'aws|'(string replace -ra '[[:cntrl:]]' '?' -- $GUISE_PROFILE | string collect)
    set -g __guise_after ' '
    string match -qi '*prod*' -- $GUISE_PROFILE
    and set -g __guise_color red
end

function __guise_show
    if test -n "$__guise_until"
        set -l __guise_now (__guise_clock)
        set -l __guise_rest (math $__guise_until -$__guise_now)
        if test $__guise_rest -lt 300; and set -q __guise_again[1]
            __guise_renew (math 0 +$__guise_now)
            set __guise_rest (math $__guise_until -$__guise_now)
        end
        if test $__guise_rest -le 0
            set -g __guise_left " expired$__guise_wants"
        else if test $__guise_rest -lt 600
            set -g __guise_left " "(math -s0 "($__guise_rest + 59) / 60")"m$__guise_wants"
        else
            set -g __guise_left ''
        end
    end
    if test -n "$__guise_before$__guise_after"
        __guise_mark
    else
        __guise_unmark
    end
end

# In place, where that needs nobody; tried once a minute.
function __guise_renew
    test $argv[1] -ge $__guise_try
    or return
    set -g __guise_try (math $argv[1] + 60)
    __guise_take renew $__guise_again 2>/dev/null
    switch $status
        case 0
            set -g __guise_wants ''
        case 3
            set -g __guise_wants ' needs you'
    end
end

# The time in seconds, as numbers to be added up. Without a process since fish 3.6: when the root folder was changed, and how
# long ago that is.
function __guise_clock
    path mtime / 2>/dev/null
    and path mtime -R /
    or command date +%s
end

# The person's own prompt runs after ours and sees the status of the last command, and of each command of a pipe. Whoever
# wraps the prompt as we do (a Python venv, conda) may have kept ours, and bring it back: so each of ours keeps to the prompt
# it found, which it names, and only the outermost shows anything.
function __guise_mark
    set -l __guise_details (functions -Dv fish_prompt)
    string match -q 'guise, and then *' -- "$__guise_details[5]"
    and return
    set -g __guise_wraps (math "0$__guise_wraps" + 1)
    set -l __guise_own __guise_own_prompt_$__guise_wraps
    functions -c fish_prompt $__guise_own
    function fish_prompt -d "guise, and then $__guise_own" -V __guise_own
        set -l __guise_ended $pipestatus
        if test -z "$__guise_drawing"
            set -g __guise_drawing $__guise_own
            __guise_draw
        end
        # What failed is made to fail again, for nobody can set $pipestatus.
        if functions -q $__guise_own
            eval (string join ' | ' -- '__guise_end '$__guise_ended)"; $__guise_own"
        else
            printf '%s> ' (prompt_pwd)
        end
        test "$__guise_drawing" = $__guise_own
        and set -g __guise_drawing ''
        return 0
    end
end

function __guise_draw
    test -z "$__guise_color"
    or set_color $__guise_color
    printf %s "$__guise_before$__guise_left"
    test -z "$__guise_color"
    or set_color normal
    printf %s "$__guise_after"
end

function __guise_end
    return $argv[1]
end

# Ours goes where it is the outermost. Beneath somebody else's it stays, and shows nothing while nobody is worn.
function __guise_unmark
    set -q __guise_wraps
    or return 0
    set -l __guise_details (functions -Dv fish_prompt)
    set -l __guise_own (string replace -fr '^guise, and then ' '' -- "$__guise_details[5]")
    and functions -q $__guise_own
    or return 0
    functions -e fish_prompt
    functions -c $__guise_own fish_prompt
end

# A `.guise` file in this folder or above it, where that really lies. guise is asked only when it is another one than at
# the last prompt.
function __guise_look
    set -g __guise_pwd $PWD
    set -l __guise_place (builtin pwd -P | string trim -r -c / | string collect)
    set -l __guise_found ''
    while true
        if test -f $__guise_place/.guise
            set __guise_found $__guise_place/.guise
            break
        end
        string match -q '*/*' -- $__guise_place
        or break
        set __guise_place (string replace -r '/[^/]*$' '' -- $__guise_place | string collect)
    end
    test "$__guise_found" = "$__guise_file"
    and return
    set -g __guise_file $__guise_found
    if test "$__guise_by" = folder
        __guise_bare
        or return
    end
    # Who was put on by hand stays on.
    test -n "$__guise_found"
    and test -z "$__guise_names$GUISE_PROFILE"
    or return
    __guise_take folder use
    and set -q __guise_names[1]
    and set -g __guise_by folder
end

# What the environment brought of these variables was not said by this shell.
if test "$__guise_shell" != $fish_pid
    for __guise_name in (set -n | string match '__guise_*')
        set -eg $__guise_name
    end
    set -g __guise_shell $fish_pid
    __guise_forget
end
