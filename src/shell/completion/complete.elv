# Elvish 0.18 and later, which quotes what it puts into the line. It has no `edit:` but at a terminal, hence the `eval`.
try {
  eval '
    set edit:completion:arg-completer[guise] = {|@words|
      var lines = [(try { e:guise complete elvish -- (all $words[1..]) 2>/dev/null } catch _ { })]
      var what = ""
      if (> (count $lines) 0) { set what = $lines[0] }
      if (eq $what files) {
        edit:complete-filename $@words
      } elif (eq $what command) {
        var at = 0
        for word $words { set at = (+ $at 1); if (eq $word --) { break } }
        edit:complete-sudo guise (all $words[$at..])
      } elif (not-eq $what "") {
        use str
        for line $lines[1..] {
          var value note = (str:split &max=2 "\t" $line)
          var suffix = " "
          if (or (str:has-suffix $value :) (str:has-suffix $value =)) { set suffix = "" }
          var display = $value
          if (not-eq $note "") { set display = $value"  "$note }
          edit:complex-candidate $value &display=$display &code-suffix=$suffix
        }
      }
    }
  '
} catch _ { }
