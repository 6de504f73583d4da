global using Ospacs.Dicom.Data;
