# guise in PowerShell 7 and Windows PowerShell 5.1. In $PROFILE: Invoke-Expression (guise hook pwsh | Out-String)

# `use` and `off` change this shell; everything else is the program's own business.
function global:guise {
  Set-StrictMode -Off
  $words = __guise_words $MyInvocation $args
  $verb = ''
  $last = ''
  # The profile may stand before the command.
  foreach ($word in $words) {
    if ($word -ceq '--') { break }
    if ($word -ceq '-h' -or $word -ceq '--help') { $verb = 'help' }
    elseif ($verb -ceq '' -and '-p', '--profile' -cnotcontains $last -and -not ([string]$word).StartsWith('-')) { $verb = [string]$word }
    $last = [string]$word
  }
  # What holds here after these two is looked at before the next prompt.
  if ($verb -ceq 'allow' -or $verb -ceq 'deny') { $global:__guise.Place = ''; $global:__guise.File = '' }
  if ($verb -ceq 'use') {
    if (__guise_take 'hand' $words) { $global:__guise.By = 'hand' }
  } elseif ($verb -ceq 'off') {
    __guise_off $words
  } elseif ($MyInvocation.ExpectingInput) {
    $input | & (Get-Command guise -CommandType Application -TotalCount 1) @words
  } else {
    & (Get-Command guise -CommandType Application -TotalCount 1) @words
  }
}

# PowerShell keeps the first `--` for itself when it calls a function. It is put back where it was typed, if with it there
# are as many words as were typed (a splatted array is one of these and many of those). Else the words stay as they came, and
# guise says what is missing.
function global:__guise_words($call, $words) {
  $words = @($words)
  if ($call.Line -notmatch '(^|\s)--(\s|$)') { return , $words }
  $typed = [System.Management.Automation.Language.Parser]::ParseInput($call.Line, [ref]$null, [ref]$null)
  $commands = $typed.FindAll({ param($node) $node -is [System.Management.Automation.Language.CommandAst] }, $true)
  foreach ($command in $commands) {
    if ($command.Extent.StartOffset -ne $call.OffsetInLine - 1) { continue }
    $elements = @($command.CommandElements | ForEach-Object { $_.Extent.Text })
    $at = [Array]::IndexOf($elements, '--') - 1
    if ($at -lt 0 -or $elements.Count -ne $words.Count + 2) { continue }
    $all = New-Object System.Collections.ArrayList
    $all.AddRange($words)
    $all.Insert($at, '--')
    return , $all.ToArray()
  }
  return , $words
}

# Runs guise for somebody who wears nothing yet, and puts on what it prints; true when that was done. The first word is the
# reason: `hand`, `renew` or `folder`.
function global:__guise_take($reason, $words) {
  $lines = __guise_ask $reason $words
  # Only when guise ended well, and only when the last line says that all of it has arrived.
  if ($null -eq $lines) { return $false }
  if ($lines.Count -eq 0 -or $lines[-1] -cne 'guise has said all') {
    if ($reason -ceq 'hand') { __guise_say 'what was printed for this shell is not whole; nothing was changed' }
    return $false
  }
  if ($reason -cne 'renew' -and -not (__guise_begin $lines)) { return $false }
  __guise_tell $lines
  return $true
}

# What guise prints; nothing when it fails. There is one environment for the shell and what it runs: guise sees it as it was
# before the first `use`, and it is put back as it is now, whatever comes of it.
function global:__guise_ask($reason, $words) {
  $ErrorActionPreference = 'Continue'
  $PSNativeCommandUseErrorActionPreference = $false
  $state = $global:__guise
  $worn = __guise_values $state.Names
  __guise_restore $state.Names $state.Was
  [Environment]::SetEnvironmentVariable('GUISE_HOOK', "pwsh:${PID}:$reason")
  try {
    if ($reason -ceq 'hand') {
      $lines = & (Get-Command guise -CommandType Application -TotalCount 1) @words
    } elseif ($reason -ceq 'folder') {
      $lines = @() | & (Get-Command guise -CommandType Application -TotalCount 1) @words
    } else {
      $lines = @() | & (Get-Command guise -CommandType Application -TotalCount 1) @words 2>$null
    }
    if ($LASTEXITCODE -ne 0) { return $null }
    return , @($lines)
  } finally {
    [Environment]::SetEnvironmentVariable('GUISE_HOOK', [NullString]::Value)
    __guise_restore $state.Names $worn
  }
}

function global:__guise_values($names) {
  $values = @{}
  foreach ($name in $names) {
    $value = [Environment]::GetEnvironmentVariable($name)
    if ($null -ne $value) { $values[$name] = $value }
  }
  return $values
}

# `[NullString]`: where a method wants a text, PowerShell makes an empty one of $null.
function global:__guise_restore($names, $values) {
  foreach ($name in $names) {
    if ($values.ContainsKey($name)) { [Environment]::SetEnvironmentVariable($name, $values[$name]) }
    else { [Environment]::SetEnvironmentVariable($name, [NullString]::Value) }
  }
}

# What the variables were before is kept here, and nowhere else.
function global:__guise_begin($lines) {
  if (-not (__guise_bare)) { return $false }
  $names = @()
  foreach ($line in $lines) {
    $word, $name, $rest = $line.Split(' ')
    if ($word -ceq 'set' -or $word -ceq 'unset') { $names += $name }
  }
  $global:__guise.Names = $names
  $global:__guise.Was = __guise_values $names
  return $true
}

# A line is a word, a name, and a value in base64, which no code page and no quoting changes. It is read as data, and by
# methods of .NET: Windows can be told to log every script that is compiled, and what goes from one cmdlet to the next.
function global:__guise_tell($lines) {
  $state = $global:__guise
  foreach ($line in $lines) {
    $word, $name, $value = $line.Split(' ')
    switch -CaseSensitive ($word) {
      'set' { [Environment]::SetEnvironmentVariable($name, (__guise_text $value)) }
      'unset' { [Environment]::SetEnvironmentVariable($name, [NullString]::Value) }
      'until' { $state.Until = if ($value) { [long](__guise_text $value) } else { $null } }
      'again' { $state.Again += __guise_text $value }
      'shown' { $state[$name] = __guise_text $value }
    }
  }
}

function global:__guise_text($value) {
  return [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($value))
}

# This shell as it was before the first `use`; true when it is. A child of the shell that said it has no undo: there all
# that guise set goes.
function global:__guise_bare {
  $state = $global:__guise
  if ($state.Names.Count -eq 0 -and -not (__guise_clear)) { return $false }
  __guise_restore $state.Names $state.Was
  __guise_discard
  __guise_forget
  return $true
}

# Whoever it inherited: guise knows what belongs to that, and asks nobody for it. There is no secret in it.
function global:__guise_clear {
  if (-not (__guise_inherited)) { return $true }
  $lines = __guise_ask 'hand' @('off')
  if ($null -eq $lines) { return $false }
  if ($lines) { Invoke-Expression ($lines -join "`n") }
  return $true
}

function global:__guise_inherited {
  return [bool]($env:GUISE_PROFILE + $env:GUISE_VARIABLES)
}

# Files made for this shell (`use --as process`), one by one: to remove all below a variable is a bad habit.
function global:__guise_discard {
  $folder = $global:__guise.Folder
  if (-not $folder) { return }
  try {
    foreach ($name in 'config', 'credentials', 'policy.json', 'lock', 'used-by') {
      [IO.File]::Delete([IO.Path]::Combine($folder, $name))
    }
    # Unlike Remove-Item it asks nobody when something else is in there.
    [IO.Directory]::Delete($folder)
  } catch { }
}

function global:__guise_forget {
  $file, $place, $prompt = $global:__guise.File, $global:__guise.Place, $global:__guise.Prompt
  $global:__guise = @{
    Names = @(); Was = @{}; By = ''; Folder = ''; Again = @(); Until = $null; Try = 0
    Profile = ''; Before = ''; After = ''; Color = ''; Left = ''; Wants = ''
    File = $file; Place = $place; Prompt = $prompt; Busy = $false
  }
}

function global:__guise_off($words) {
  if ($words.Count -gt 1) {
    $lines = __guise_ask 'hand' $words
    if ($null -eq $lines -or -not (__guise_bare)) { return }
    if ($lines) { Invoke-Expression ($lines -join "`n") }
  } elseif ($global:__guise.Names.Count -gt 0 -or (__guise_inherited)) {
    $null = __guise_bare
  } else {
    __guise_say 'nothing is worn in this shell'
  }
}

function global:__guise_say($text) {
  [Console]::Error.WriteLine("guise: $text")
}

# What stands before the person's own prompt. No process is started, but when the folder has changed or the end is near.
function global:__guise_prompt {
  if ($PWD.ProviderPath -cne $global:__guise.Place) { __guise_look }
  if ([string]$env:GUISE_PROFILE -cne $global:__guise.Profile) { __guise_notice }
  if ($global:__guise.Names.Count -eq 0 -and -not $env:GUISE_PROFILE) { return '' }
  __guise_left
  $state = $global:__guise
  if (-not $state.Color -or -not $Host.UI.SupportsVirtualTerminal) { return $state.Before + $state.Left + $state.After }
  $escape = [char]27
  return "$escape[$($state.Color)m" + $state.Before + $state.Left + "$escape[m" + $state.After
}

# Somebody else put an identity on in this shell (`guise export`): the prompt says whom, and renews nobody.
function global:__guise_notice {
  $state = $global:__guise
  $state.Profile = [string]$env:GUISE_PROFILE
  $state.Again = @(); $state.Until = $null; $state.Left = ''; $state.Color = ''; $state.Before = ''; $state.After = ''
  if ($state.Profile -ceq '') { return }
  $state.Before = 'aws|' + ($state.Profile -replace '[\x00-\x1f\x7f]', '?')
  $state.After = ' '
  if ($state.Profile -match 'prod') { $state.Color = '31' }
}

function global:__guise_left {
  $state = $global:__guise
  if ($null -eq $state.Until) { return }
  $time = [DateTimeOffset]::UtcNow.ToUnixTimeSeconds()
  if ($state.Until - $time -lt 300 -and $state.Again.Count -gt 0 -and $time -ge $state.Try) { __guise_renew $time }
  $rest = $state.Until - $time
  $state.Left = if ($rest -le 0) { " expired$($state.Wants)" }
  elseif ($rest -lt 600) { " $([Math]::Ceiling($rest / 60))m$($state.Wants)" }
  else { '' }
}

# In place, where that needs nobody; tried once a minute.
function global:__guise_renew($time) {
  $state = $global:__guise
  $state.Try = $time + 60
  if (__guise_take 'renew' $state.Again) { $state.Wants = '' }
  elseif ($LASTEXITCODE -eq 3) { $state.Wants = ' needs you' }
}

# A `.guise` file in this folder or above it. guise is asked only when it is another one than at the last prompt.
function global:__guise_look {
  $state = $global:__guise
  $state.Place = $PWD.ProviderPath
  $found = ''
  $folder = if ($PWD.Provider.Name -ceq 'FileSystem') { $PWD.ProviderPath } else { '' }
  while ($folder -and -not $found) {
    $file = [IO.Path]::Combine($folder, '.guise')
    if ([IO.File]::Exists($file)) { $found = $file }
    $folder = [IO.Path]::GetDirectoryName($folder)
  }
  if ($found -ceq $state.File) { return }
  $state.File = $found
  if ($state.By -ceq 'folder') { $null = __guise_bare }
  # Who was put on by hand stays on.
  if (-not $found -or $global:__guise.Names.Count -gt 0 -or $env:GUISE_PROFILE) { return }
  if (__guise_take 'folder' @('use')) { $global:__guise.By = 'folder' }
}

if (-not (Test-Path Variable:global:__guise)) {
  $global:__guise = @{ File = ''; Place = ''; Prompt = $null }
  __guise_forget
}

# The person's own prompt runs after ours and sees how the last command ended; so does the next command. A theme that is
# loaded later takes the place of all this: then the hook has to be loaded after it.
if ("$function:prompt" -notmatch '__guise_prompt') {
  $global:__guise.Prompt = $function:prompt
  function global:prompt {
    $ended = $global:?
    Set-StrictMode -Off
    $status = $global:LASTEXITCODE
    $ours = ''
    if (-not $global:__guise.Busy) {
      $global:__guise.Busy = $true
      try { $ours = __guise_prompt } catch { $ours = '' } finally { $global:__guise.Busy = $false }
    }
    $global:LASTEXITCODE = $status
    if (-not $ended) { Write-Error '' -ErrorAction Ignore }
    $own = & $global:__guise.Prompt
    $ours + (-join $own)
    $global:LASTEXITCODE = $status
    if (-not $ended) { Write-Error '' -ErrorAction Ignore }
  }
}
