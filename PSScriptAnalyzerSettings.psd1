@{
    ExcludeRules = @(
        # PowerShell 7 reads UTF-8 without a mark.
        'PSUseBOMForUnicodeEncodedFile'
        # Pester's blocks hand variables on in a way that the rule does not see.
        'PSUseDeclaredVarsMoreThanAssignments'
    )
}
