# Database servers for scenarios: started for one, on loopback, and stopped with it.

function Get-TestServer {
    # The servers that there could be, each with the name of its engine, of its connection and of its program, and whether that is here.
    [CmdletBinding()]
    param()

    foreach ($server in @(
            @{ Engine = 'PostgreSQL'; Connection = 'postgresql'; Program = 'initdb' }
            @{ Engine = 'MySQL'; Connection = 'mariadb'; Program = 'mariadbd' }
        )) {
        # Where Debian puts them, not all are on the path of every account.
        $server.IsHere = [bool] ((Get-Command $server.Program -ErrorAction Ignore) -or (Test-Path "/usr/sbin/$($server.Program)") -or (Test-Path "/usr/lib/postgresql/*/bin/$($server.Program)"))
        $server
    }
}

function Open-TestServer {
    # Starts a server, and lets OSPACS_CONNECTIONS name the file with its connection; gives its folder and its process.
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Connection)

    $start = [System.Diagnostics.ProcessStartInfo]::new('bash')
    $script = (Resolve-Path (Join-Path $PSScriptRoot '../../bench/servers-for.sh')).Path
    $folder = [System.IO.Directory]::CreateTempSubdirectory('ospacs-servers-').FullName
    foreach ($argument in @($script, $folder, $Connection)) {
        $start.ArgumentList.Add($argument)
    }
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $server = [pscustomobject]@{ Connection = $Connection; Folder = $folder; Process = [System.Diagnostics.Process]::Start($start) }
    $server.Process.StandardOutput.ReadLine() | Should -Be 'ready'
    $env:OSPACS_CONNECTIONS = Join-Path $folder 'connections.json'
    $server
}

function Invoke-TestServer {
    # Carries SQL out as the owner of the server's database.
    [CmdletBinding()]
    param([Parameter(Mandatory)] [object] $Server, [Parameter(Mandatory)] [string] $Sql)

    $file = Join-Path $Server.Folder "$([guid]::NewGuid()).sql"
    $Sql | Set-Content -LiteralPath $file
    $Server.Process.StandardInput.WriteLine("sql $($Server.Connection) $file")
    $Server.Process.StandardOutput.ReadLine() | Should -Be 'ready'
}

function Use-OtherConnection {
    # Runs a script while the connections are others, which an edit makes of the text of their file.
    [CmdletBinding()]
    param([Parameter(Mandatory)] [object] $Server, [Parameter(Mandatory)] [scriptblock] $Edit, [Parameter(Mandatory)] [scriptblock] $Script)

    $kept = $env:OSPACS_CONNECTIONS
    $other = Join-Path $Server.Folder "$([guid]::NewGuid()).json"
    Get-Content -Raw -LiteralPath $kept | ForEach-Object $Edit | Set-Content -LiteralPath $other
    if (-not $IsWindows) {
        [System.IO.File]::SetUnixFileMode($other, 'UserRead, UserWrite')
    }
    $env:OSPACS_CONNECTIONS = $other
    try {
        & $Script
    }
    finally {
        $env:OSPACS_CONNECTIONS = $kept
    }
}

function Close-TestServer {
    # Stops a server and removes what it leaves.
    [CmdletBinding()]
    param([Parameter(Mandatory)] [object] $Server)

    Remove-Item env:OSPACS_CONNECTIONS
    $Server.Process.StandardInput.Close()
    $Server.Process.WaitForExit(60000) | Should -BeTrue
    Remove-Item -LiteralPath $Server.Folder -Recurse -Force
}
