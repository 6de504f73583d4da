using Ospacs.Archive.Patients;
using Ospacs.Bench.Patients;
using Xunit;

namespace Ospacs.Archive.Tests.Patients;

/// <summary>The short form of bench/patients.sh: a made-up registry and headers with planted errors of each kind.</summary>
public sealed class MadeRegistryTests
{
    private const int Women = 20_000;
    private const int Headers = 2_600;

    private static readonly Lazy<(MatchingTable Table, MadeHeader[] Headers)> Made = new(() =>
    {
        var registry = new MadeRegistry(Women, 7);
        MadeHeader[] headers = [.. new MadeHeaders(registry, 8).Make(Headers)];
        return (MatchingTable.Of(new PatientChecker(registry, MatchPolicy.Default), headers), headers);
    });

    [Fact]
    public void Nobody_is_matched_or_proposed_without_doubt_who_is_somebody_else()
    {
        MatchingTable.Row all = Made.Value.Table.Sum(_ => true);
        Assert.Equal(Headers, all.Planted);
        Assert.Equal(0, all.WrongMatches);
        Assert.Equal(0, all.WrongUnambiguous);
    }

    [Fact]
    public void Every_clean_header_is_a_match()
    {
        MatchingTable.Row clean = Made.Value.Table.Sum(kind => kind is PlantedKind.Clean or PlantedKind.CleanInAnotherForm);
        Assert.Equal(clean.Planted, clean.RightMatches);
    }

    [Fact]
    public void No_header_with_an_error_that_contradicts_is_a_match()
    {
        MatchingTable.Row wrong = Made.Value.Table.Sum(kind => kind is not (PlantedKind.Clean or PlantedKind.CleanInAnotherForm or PlantedKind.DateBlank));
        Assert.Equal(0, wrong.RightMatches);
    }

    [Fact]
    public void One_slip_is_nearly_always_explained_and_proposed_without_doubt()
    {
        MatchingTable table = Made.Value.Table;
        Assert.All(table.Rows.Where(r => r.Key is >= PlantedKind.IdTransposed and <= PlantedKind.IdSeparators or >= PlantedKind.NhsNumberOneWrong and <= PlantedKind.DateOneWrong
            or PlantedKind.FamilyOneWrong or PlantedKind.FormerName or PlantedKind.DoubleName or PlantedKind.HalfOfDoubleName or PlantedKind.Initials or PlantedKind.MiddleNameMissing
            or PlantedKind.FamilyCutOff or PlantedKind.ReversedWithSlip), r => Assert.True(r.Value.RightUnambiguous >= 0.9 * r.Value.Planted, $"{r.Key}: {r.Value.RightUnambiguous} of {r.Value.Planted}"));
    }

    [Fact]
    public void What_says_less_is_proposed_for_a_person_to_look_at()
    {
        MatchingTable.Row doubtful = Made.Value.Table.Sum(kind => kind is PlantedKind.IdBlank or PlantedKind.IdPlaceholder or PlantedKind.DateAnother or PlantedKind.DatePlaceholder
            or PlantedKind.NewFamilyName or PlantedKind.SexWrong or PlantedKind.BeforeEnrolment or PlantedKind.AfterWithdrawal or PlantedKind.SentByAnotherCentre
            or PlantedKind.IdAndDateSlips or PlantedKind.NameAndDateSlips or PlantedKind.ThreeSlips);
        Assert.True(doubtful.RightDoubtful >= 0.95 * doubtful.Planted);
        MatchingTable.Row sure = Made.Value.Table.Sum(kind => kind is PlantedKind.IdBlank or PlantedKind.SexWrong or PlantedKind.BeforeEnrolment or PlantedKind.AfterWithdrawal
            or PlantedKind.SentByAnotherCentre or PlantedKind.IdOfAnother or PlantedKind.IdOfTwin or PlantedKind.IdOfMotherOrDaughter or PlantedKind.NhsNumberOfAnother);
        Assert.Equal(0, sure.RightUnambiguous);
    }

    [Fact]
    public void A_swapped_id_is_told_as_one_and_a_strangers_header_is_nobodys()
    {
        MatchingTable table = Made.Value.Table;
        MatchingTable.Row swapped = table.Sum(kind => kind is PlantedKind.IdOfAnother or PlantedKind.IdOfTwin or PlantedKind.IdOfMotherOrDaughter or PlantedKind.NhsNumberOfAnother);
        Assert.True(swapped.Swapped >= 0.98 * swapped.Planted);
        Assert.True(swapped.RightDoubtful >= 0.95 * swapped.Planted);
        MatchingTable.Row strangers = table.Sum(kind => kind is PlantedKind.Stranger or PlantedKind.StrangerWithIdSlipOfAnother or PlantedKind.StrangerNamesake);
        Assert.True(strangers.Nobody >= 0.98 * strangers.Planted);
    }

    [Fact]
    public void The_same_seed_makes_the_same_headers()
    {
        MadeHeader[] again = [.. new MadeHeaders(new MadeRegistry(Women, 7), 8).Make(50)];
        Assert.Equal(Made.Value.Headers.Take(50).Select(h => (h.Kind, h.Identity, h.Centre, h.Truth?.SubjectId)), again.Select(h => (h.Kind, h.Identity, h.Centre, h.Truth?.SubjectId)));
    }
}
