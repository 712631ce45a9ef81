# fish 3 and 4. fish quotes what it puts into the line, and cuts the words itself; what follows `--` it completes on its own.
function __guise_complete
    command -q guise; or return
    set -l current (commandline -ct)
    set -l words (commandline -xpc 2>/dev/null; or commandline -opc)
    while string match -qr '^[A-Za-z_]\w*=' -- "$words[1]"
        set -e words[1]
    end
    set -e words[1]
    set -l answer (command guise complete fish -- $words "$current" 2>/dev/null)
    or return
    switch "$answer[1]"
        case files
            __fish_complete_path "$current"
        case command
            set -l child
            for word in $words
                set -a child (string escape -- $word)
            end
            while set -q child[1]; and test "$child[1]" != --
                set -e child[1]
            end
            set -e child[1]
            complete -C (string join ' ' -- $child "$current")
        case 'words *'
            string join \n -- $answer[2..-1]
    end
end
complete -c guise -e
complete -c guise -f -k -a '(__guise_complete)'
