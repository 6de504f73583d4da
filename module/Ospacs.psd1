@{
    RootModule           = 'Ospacs.PowerShell.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '0f6f5a0e-8f7b-4d0c-9a51-6a1d3b7c4e52'
    Author               = 'The Ospacs authors'
    CompanyName          = 'The Ospacs authors'
    Copyright            = 'Copyright (c) The Ospacs authors'
    Description          = 'Keeps the ultrasound record archive of a clinical trial: takes discs in, checks every patient, de-identifies headers and pixels, stores, finds and exports.'
    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('Ospacs.Format.ps1xml')
    TypesToProcess       = @('Ospacs.Types.ps1xml')
    FunctionsToExport    = @()
    CmdletsToExport      = @(
        'Approve-OspacsMaskRule'
        'Approve-OspacsQuarantineItem'
        'Export-OspacsAudit'
        'Export-OspacsMedia'
        'Get-OspacsArchive'
        'Get-OspacsAudit'
        'Get-OspacsImage'
        'Get-OspacsImageHistory'
        'Get-OspacsMedia'
        'Get-OspacsQuarantineItem'
        'Get-OspacsSource'
        'Import-OspacsStudy'
        'Move-OspacsImage'
        'New-OspacsArchive'
        'New-OspacsContactSheet'
        'New-OspacsRegistry'
        'Optimize-OspacsArchive'
        'Protect-OspacsImage'
        'Remove-OspacsImage'
        'Remove-OspacsQuarantineItem'
        'Test-OspacsArchive'
        'Test-OspacsPatient'
        'Test-OspacsPolicy'
        'Update-OspacsArchive'
    )
    VariablesToExport    = @()
    AliasesToExport      = @()
    PrivateData          = @{
        PSData = @{
            Tags = @('DICOM', 'ultrasound', 'archive', 'de-identification', 'clinical-trial', 'PSEdition_Core')
        }
    }
}
