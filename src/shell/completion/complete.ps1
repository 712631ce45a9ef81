# PowerShell 7 and Windows PowerShell 5.1. The words go as one, in base64, since empty ones and quotes get lost on the way to
# a program before 7.3; what comes back is JSON in ASCII, whatever the console's code page is.
Register-ArgumentCompleter -Native -CommandName guise -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @()
  $current = ''
  foreach ($element in @($commandAst.CommandElements | Select-Object -Skip 1)) {
    if ($element.Extent.StartOffset -ge $cursorPosition) { break }
    $text = if ($element -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $element.Value } else { $element.Extent.Text }
    if ($element.Extent.EndOffset -ge $cursorPosition) { $current = $text; break }
    $words += $text
  }
  $asked = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes([string]::Join([string][char]0, @($words + $current))))
  $answer = try { & (Get-Command guise -CommandType Application -TotalCount 1) complete pwsh -- $asked 2>$null | Out-String } catch { '' }
  if ([string]::IsNullOrWhiteSpace($answer)) { return }
  foreach ($offer in ($answer | ConvertFrom-Json).offers) {
    if ($null -eq $offer) { continue }
    $value = $offer.value
    if ($value -notmatch '^[A-Za-z0-9_./:+=-]+$' -or $value -match '^--$') {
      $value = "'" + [System.Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($value) + "'"
    }
    $note = if ([string]::IsNullOrEmpty($offer.note)) { $offer.value } else { $offer.note }
    [System.Management.Automation.CompletionResult]::new($value, $offer.value, 'ParameterValue', $note)
  }
}
