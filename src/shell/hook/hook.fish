# guise in fish, 3.1 and later. In ~/.config/fish/config.fish: guise hook fish | source

# `use` and `off` change this shell; everything else is the program's own business.
function guise -d 'assume an AWS identity, do the work, take it off'
    set -l __guise_verb
    for __guise_word in $argv
        switch $__guise_word
            case --
                break
            case -h --help
                set __guise_verb help
            case '-*'
            case '*'
                set -q __guise_verb[1]
                or set __guise_verb $__guise_word
        end
    end
    switch "$__guise_verb"
        case use
            __guise_take hand $argv
            or return
            set -g __guise_by hand
        case off
            __guise_off $argv
        case '*'
            command guise $argv
    end
end

# Runs guise for somebody who wears nothing yet, and takes on what it prints. The first word is the reason: `hand`, `renew`
# or `folder`. The text holds secrets: it is in a local variable and no other, and a trace (`fish_trace`) does not show it.
function __guise_take
    set -l fish_trace
    set -l __guise_text (__guise_ask $argv)
    set -l __guise_ended $status
    # Evaluated only when guise ended well, and only when the last line says that all of it has arrived.
    if test $__guise_ended -eq 0; and test "$__guise_text[-1]" = ': guise has said all;'
        string join -- \n $__guise_text | source
    end
    return $__guise_ended
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
    set -e argv[1]
    eval $__guise_words 'command guise $argv'
end

# What guise prints for `use` begins with this, and the names that it changes.
function __guise_begin
    __guise_bare
    for __guise_name in $argv
        __guise_keep $__guise_name
    end
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
    test (count $__guise_names) -gt 0
    or __guise_clear
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
end

# Whoever it inherited: guise knows what belongs to that, and asks nobody for it.
function __guise_clear
    test -n "$GUISE_PROFILE$GUISE_VARIABLES"
    or return 0
    set -lx GUISE_HOOK fish:$fish_pid:hand
    set -l __guise_text (command guise off)
    and string join -- \n $__guise_text | source
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
    if test (count $argv) -gt 1
        set -l fish_trace
        set -l __guise_text (__guise_ask hand $argv)
        or return
        __guise_bare
        string join -- \n $__guise_text | source
    else if test -n "$__guise_names$GUISE_PROFILE$GUISE_VARIABLES"
        __guise_bare
    else
        echo 'guise: nothing is worn in this shell' >&2
    end
end

# Before each prompt. No process is started, but when the folder has changed or the end is near.
function __guise_prompt --on-event fish_prompt
    test "$PWD" = "$__guise_pwd"
    or __guise_look
    if test -n "$__guise_names$GUISE_PROFILE"
        __guise_show
    else
        __guise_unmark
    end
end

function __guise_show
    if test -n "$__guise_until"
        set -l __guise_time (__guise_clock)
        if test (count $__guise_again) -gt 0
            and test (math $__guise_until - $__guise_time) -lt 300
            and test $__guise_time -ge $__guise_try
            __guise_renew $__guise_time
        end
        set -l __guise_rest (math $__guise_until - $__guise_time)
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
    set -g __guise_try (math $argv[1] + 60)
    __guise_take renew $__guise_again 2>/dev/null </dev/null
    switch $status
        case 0
            set -g __guise_wants ''
        case 3
            set -g __guise_wants ' needs you'
    end
end

# The time in seconds, without a process since fish 3.6: when the root folder was changed, and how long ago that is.
function __guise_clock
    path mtime / 2>/dev/null >/dev/null
    and math (path mtime /) + (path mtime -R /)
    or command date +%s
end

# The person's own prompt runs after ours and sees the status of the last command, and of each command of a pipe.
function __guise_mark
    set -l __guise_details (functions -Dv fish_prompt)
    test "$__guise_details[5]" = 'guise, and then the prompt it found'
    and return
    functions -q __guise_own_prompt
    and functions -e __guise_own_prompt
    functions -c fish_prompt __guise_own_prompt
    function fish_prompt -d 'guise, and then the prompt it found'
        set -l __guise_ended $pipestatus
        test -z "$__guise_color"
        or set_color $__guise_color
        printf %s "$__guise_before$__guise_left"
        test -z "$__guise_color"
        or set_color normal
        printf %s "$__guise_after"
        # What failed is made to fail again, for nobody can set $pipestatus.
        eval (string join ' | ' -- '__guise_end '$__guise_ended)'; __guise_own_prompt'
    end
end

function __guise_end
    return $argv[1]
end

function __guise_unmark
    functions -q __guise_own_prompt
    or return 0
    set -l __guise_details (functions -Dv fish_prompt)
    if test "$__guise_details[5]" = 'guise, and then the prompt it found'
        functions -e fish_prompt
        functions -c __guise_own_prompt fish_prompt
    end
    functions -e __guise_own_prompt
end

# A `.guise` file in this folder or above it, where that really lies. guise is asked only when it is another one than at
# the last prompt.
function __guise_look
    set -g __guise_pwd $PWD
    set -l __guise_place (pwd -P | string trim -r -c / | string collect)
    set -l __guise_found ''
    while true
        if test -f $__guise_place/.guise
            set __guise_found $__guise_place/.guise
            break
        end
        test -n "$__guise_place"
        or break
        set __guise_place (string replace -r '/[^/]*$' '' -- $__guise_place | string collect)
    end
    test "$__guise_found" = "$__guise_file"
    and return
    set -g __guise_file $__guise_found
    test "$__guise_by" = folder
    and __guise_bare
    # Who was put on by hand stays on.
    test -n "$__guise_found"
    and test -z "$__guise_names$GUISE_PROFILE"
    or return
    __guise_take folder use </dev/null
    and test (count $__guise_names) -gt 0
    and set -g __guise_by folder
end

# What the environment brought of these variables was not said by this shell.
if test "$__guise_shell" != $fish_pid
    set -g __guise_shell $fish_pid
    set -g __guise_pwd ''
    set -g __guise_file ''
    __guise_forget
end
