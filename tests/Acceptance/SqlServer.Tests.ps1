BeforeAll {
    . $PSScriptRoot/Common.ps1

    # A port that nobody listens on.
    $listener = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
    $listener.Start()
    $port = $listener.LocalEndpoint.Port
    $listener.Stop()
    $script:Connections = Join-Path $TestDrive 'connections.json'
    @{ connections = @{ trial = @{ engine = 'SQL Server'; server = '127.0.0.1'; port = $port; database = 'trial'; user = 'importer'; passwordVariable = 'TRIAL_PASSWORD' } } } |
        ConvertTo-Json -Depth 4 | Set-Content -LiteralPath $Connections
}

Describe 'A SQL Server that is not there' {
    BeforeAll {
        $script:Said = Invoke-FreshPwsh @'
$env:OSPACS_CONNECTIONS = $args[0]
$env:TRIAL_PASSWORD = 'not-for-anybody'
Import-Module $Module
try { Get-OspacsArchive -Archive trial } catch { $_.FullyQualifiedErrorId; "$_"; "$($_.Exception)" -replace '\s+', ' ' }
$driver = [System.AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'Microsoft.Data.SqlClient' }
"driver $([System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($driver).Name) $(Split-Path (Split-Path $driver.Location) -Leaf)"
'@ -Argument $Connections
    }

    It 'is told as such, and not as a file that cannot be loaded' {
        $Said[0] | Should -BeLike 'Ospacs.ServerUnreachable,*'
        $Said -join ' ' | Should -Not -Match 'FileNotFound|Could not load'
    }

    It 'is told without the server, the account or the password' {
        $Said -join ' ' | Should -Not -Match '127\.0\.0\.1|importer|not-for-anybody'
    }

    It 'has the driver of this system, in the engines'' own context' {
        $Said[-1] | Should -Be "driver Ospacs.Engines $($IsWindows ? 'win' : 'unix')"
    }
}
