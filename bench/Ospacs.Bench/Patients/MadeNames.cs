namespace Ospacs.Bench.Patients;

/// <summary>Family and given names as they are common in Britain, with weights that fall off as they do there; the long tail of family names is put together of parts.</summary>
internal sealed class MadeNames
{
    private static readonly string[] Common =
    [
        "Smith", "Jones", "Taylor", "Brown", "Williams", "Wilson", "Johnson", "Davies", "Patel", "Robinson", "Wright", "Thompson", "Evans", "Walker", "White", "Roberts", "Green", "Hall",
        "Wood", "Jackson", "Clarke", "Harris", "Clark", "Lewis", "Scott", "Turner", "Hill", "Moore", "Cooper", "Ward", "Morris", "King", "Watson", "Baker", "Harrison", "Morgan", "Khan",
        "Allen", "James", "Mitchell", "Phillips", "Anderson", "Lee", "Parker", "Bennett", "Edwards", "Hughes", "Martin", "Cook", "Shaw", "Davis", "Bell", "Murphy", "Collins", "Richardson",
        "Miller", "Cox", "Marshall", "Carter", "Adams", "Simpson", "Gray", "Webb", "Rogers", "Mason", "Hunt", "Mills", "Holmes", "Palmer", "Matthews", "Gibson", "Fisher", "Barnes", "Knight",
        "Lloyd", "Butler", "Price", "Stevens", "Jenkins", "Murray", "Dixon", "Barker", "Fletcher", "Pearson", "Graham", "Reynolds", "Kennedy", "Ellis", "Ford", "Foster", "Brooks", "West",
        "Macdonald", "McDonald", "Stewart", "Stuart", "Reid", "Reed", "Read", "Grant", "Campbell", "Robertson", "Ross", "Ferguson", "Hamilton", "O'Brien", "O'Connor", "O'Neill", "Kelly",
        "Ryan", "Byrne", "Walsh", "Doyle", "Griffiths", "Powell", "Rees", "Owen", "Thomas", "Francis", "Hart", "Gill", "Singh", "Kaur", "Begum", "Ahmed", "Hussain", "Ali", "Shah", "Osborne",
        "Osborn", "Philips", "Stephens", "Stephenson", "Stevenson", "Hopkins", "Perkins", "Watkins", "Dawson", "Lawson", "Nicholson", "Nicholls", "Nichols", "Hewitt", "Bowen", "Brennan",
        "Gallagher", "Coleman", "Chapman", "Newman", "Freeman", "Norman", "Sharp", "Sharpe", "Brook", "Brooke", "Lowe", "Low", "Moor", "Cooke", "Browne", "Greene", "Smyth", "Smythe", "Leigh",
    ];

    private static readonly string[] Fronts =
    [
        "Ash", "Brad", "Brom", "Burn", "Cal", "Car", "Chad", "Crom", "Dal", "Den", "Dun", "East", "Farn", "Fen", "Gar", "Hal", "Ham", "Har", "Hol", "Hun", "Kirk", "Lang", "Lin", "Mal", "Mar",
        "Mel", "Nor", "Oak", "Pen", "Pres", "Rad", "Ram", "Raw", "Row", "Ship", "Stan", "Stock", "Thorn", "Tor", "Under", "Wal", "War", "Wes", "Whit", "Win", "Wool",
    ];

    private static readonly string[] Backs = ["ton", "ley", "ford", "ham", "worth", "wood", "field", "by", "well", "combe", "den", "stone", "bury", "hurst", "land", "wick", "more", "bridge", "cliffe", "gate", "bourne", "don", "wright"];

    private static readonly string[] GivenNames =
    [
        "Margaret", "Mary", "Joan", "Jean", "Patricia", "Dorothy", "Barbara", "Sheila", "Joyce", "Doreen", "Susan", "Christine", "Elizabeth", "Maureen", "Ann", "Kathleen", "Eileen", "Irene",
        "Jacqueline", "Brenda", "Pamela", "Shirley", "Janet", "Beryl", "Edna", "Sylvia", "Valerie", "Linda", "Carol", "Betty", "June", "Marjorie", "Hilda", "Audrey", "Jennifer", "Judith",
        "Gillian", "Phyllis", "Vera", "Norma", "Muriel", "Iris", "Rita", "Josephine", "Hazel", "Marion", "Anne", "Rosemary", "Ruth", "Helen", "Frances", "Evelyn", "Winifred", "Gladys", "Jane",
        "Sandra", "Diane", "Angela", "Catherine", "Katherine", "Kathryn", "Pauline", "Veronica", "Monica", "Doris", "Ivy", "Elsie", "Florence", "Olive", "Lilian", "Lillian", "Ethel", "Nora",
        "Alice", "Rose", "Violet", "Daphne", "Heather", "Wendy", "Yvonne", "Marilyn", "Lesley", "Hilary", "Teresa", "Theresa", "Bernadette", "Bridget", "Moira", "Fiona", "Isobel", "Isabel",
        "Agnes", "Constance", "Freda", "Mavis", "Thelma", "Gwendoline", "Gwyneth", "Megan", "Nancy", "Peggy", "Stella", "Rachel", "Sarah", "Philippa", "Penelope", "Georgina", "Geraldine",
        "Marie", "Maria", "Eleanor", "Ellen", "Edith", "Esther", "Sheelagh", "Carole", "Lynne", "Lynn", "Elaine", "Julia", "Julie", "Anita", "Amarjit", "Nasreen", "Fatima", "Zainab",
    ];

    private readonly string[] _family;
    private readonly double[] _familySums;
    private readonly double[] _givenSums;

    internal MadeNames()
    {
        string[] tail = [.. Fronts.SelectMany(front => Backs.Select(back => front + back)).Distinct()];
        _family = [.. Common, .. tail];
        _familySums = Sums(_family.Length, i => i < Common.Length ? 1.0 / (i + 8) : 0.0016);
        _givenSums = Sums(GivenNames.Length, i => 1.0 / (i + 10));
    }

    internal string Family(Random random) => _family[Pick(_familySums, random)];

    internal string Given(Random random) => GivenNames[Pick(_givenSums, random)];

    private static double[] Sums(int count, Func<int, double> weight)
    {
        double[] sums = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            sums[i] = sum += weight(i);
        }
        return sums;
    }

    private static int Pick(double[] sums, Random random)
    {
        int at = Array.BinarySearch(sums, random.NextDouble() * sums[^1]);
        return Math.Min(at < 0 ? ~at : at, sums.Length - 1);
    }
}
