using Ospacs.Bench;

if (args is ["jpeg", var job, var folder])
{
    return JpegBench.Run(job, folder);
}
Console.Error.WriteLine("usage: Ospacs.Bench jpeg mask|frame|identity|decode FOLDER");
return 2;
