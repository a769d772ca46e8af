import AssayBase
import AssayExplanations
import AssayTensor
import Testing

/// Concentration and localisation where their values are known.
@Suite struct MapShapeTests {
  private let key = RandomKey(seed: 85)

  private func map(_ values: [Float]) -> Tensor { Tensor(shape: [1, 1, 1, values.count], elements: values) }

  private func mask(_ values: [Float]) -> Tensor { map(values) }

  @Test func concentrationOfKnownMaps() throws {
    let single = map([0, 0, -4, 0])
    let even = map([2, -2, 2, 2])
    #expect(try MapConcentration.gini.values(single) == [0.75] && MapConcentration.gini.values(even) == [0])
    #expect(try MapConcentration.entropy.values(single) == [0])
    #expect((try MapConcentration.entropy.values(even)[0] - Elementary.log(4)).magnitude < 1e-15)
    // By hand: 1 − 2·(1/10·3.5/4 + 2/10·2.5/4 + 3/10·1.5/4 + 4/10·0.5/4) = 0.25.
    #expect((try MapConcentration.gini.values(map([4, -1, 3, 2]))[0] - 0.25).magnitude < 1e-15)
    let counted = map([10, 0.9, -1.1, 0.05])
    #expect(try MapConcentration.effectiveComplexity().values(counted) == [2])
    #expect(try MapConcentration.effectiveComplexity(threshold: 0.1, isRelative: false).values(counted) == [3])
  }

  /// Quantus 0.6.0 (Sparseness, Complexity, EffectiveComplexity with eps 2.5, RelevanceMassAccuracy of the positive
  /// part, RelevanceRankAccuracy with ties broken by index), without normalisation, in single precision.
  @Test func agreesWithQuantus() throws {
    let relevance = formulaMap(6, 7, 5, 2, 13, 6)
    let inside = formulaMap(6, 7, 11, 4, 9, 0).elements.map { $0 > 5 ? Float(1) : 0 }
    let masks = Tensor(shape: [1, 1, 6, 7], elements: inside)
    func isNear(_ values: [Double], _ expected: Double) -> Bool {
      values.count == 1 && (values[0] - expected).magnitude < 1e-6
    }
    #expect(isNear(try MapConcentration.gini.values(relevance), 0.2702741647695566))
    #expect(isNear(try MapConcentration.entropy.values(relevance), 3.5960445404052734))
    let absolute = MapConcentration.effectiveComplexity(threshold: 2.5, isRelative: false)
    #expect(isNear(try absolute.values(relevance), 32))
    #expect(isNear(try MapLocalization.mass.values(relevance, masks: masks), 0.6078431606292725))
    #expect(isNear(try MapLocalization.rank.values(relevance, masks: masks), 0.6086956521739131))
  }

  @Test(arguments: 0..<6) func concentrationHasBounds(_ seed: Int) throws {
    let maps = randomMaps(4, [1, 3, 5, 4], key.derived(seed))
    let gini = try MapConcentration.gini.values(maps)
    let entropy = try MapConcentration.entropy.values(maps)
    #expect(gini.allSatisfy { $0 >= 0 && $0 <= 1 - 1.0 / 60 })
    #expect(entropy.allSatisfy { $0 >= 0 && $0 <= Elementary.log(60) + 1e-12 })
    // The unit does not matter, nor the sign.
    #expect(try MapConcentration.gini.values(maps * -4) == gini)
    #expect(try MapConcentration.entropy.values(maps * -4) == entropy)
    #expect(
      try MapConcentration.effectiveComplexity().values(maps * -4)
        == MapConcentration.effectiveComplexity().values(maps))
    // Spreading relevance out by adding it everywhere lowers the Gini index and raises the entropy.
    let blurred = maps.absolute() + 1
    #expect(try zip(MapConcentration.gini.values(blurred), gini).allSatisfy { $0 < $1 })
    #expect(try zip(MapConcentration.entropy.values(blurred), entropy).allSatisfy { $0 > $1 })
  }

  @Test func zerosCountAsEven() throws {
    let zeros = Tensor.zeros([1, 1, 2, 3])
    #expect(try MapConcentration.gini.values(zeros) == [0])
    #expect(try MapConcentration.entropy.values(zeros) == [Elementary.log(6)])
    #expect(try MapConcentration.effectiveComplexity().values(zeros) == [0])
    #expect(try MapLocalization.mass.values(zeros, masks: zeros + 1) == [0])
    #expect(try MapLocalization.pointing().values(zeros, masks: zeros + 1) == [0])
    #expect(try MapLocalization.rank.values(zeros, masks: zeros + 1) == [1])
  }

  @Test func localizationOfKnownMaps() throws {
    let relevance = map([5, -9, 3, 1, 0])
    let inside = mask([0, 1, 1, 0, 1])
    #expect(try MapLocalization.pointing().values(relevance, masks: inside) == [0])
    #expect(try MapLocalization.pointing(tolerance: 1).values(relevance, masks: inside) == [1])
    #expect(try MapLocalization.mass.values(relevance, masks: inside) == [3.0 / 9])
    // The top three are 5, 3 and 1.
    #expect(try MapLocalization.rank.values(relevance, masks: inside) == [1.0 / 3])
    // Channels are summed: the second pixel gets 4 − 1 and leads.
    let coloured = Tensor(shape: [1, 2, 1, 2], elements: [2, 4, 0, -1])
    #expect(try MapLocalization.pointing().values(coloured, masks: mask([0, 1])) == [1])
    #expect(try MapLocalization.mass.values(coloured, masks: mask([0, 1])) == [0.6])
  }

  @Test(arguments: 0..<6) func localizationHasBounds(_ seed: Int) throws {
    let maps = randomMaps(5, [1, 2, 6, 7], key.derived("masks").derived(seed))
    let values = Tensor.uniform(0, 1, shape: [5, 1, 6, 7], key: key.derived(seed)).elements
    let masks = Tensor(shape: [5, 1, 6, 7], elements: values.map { $0 > 0.6 ? 1 : 0 })
    let outside = 1 - masks
    let mass = try MapLocalization.mass.values(maps, masks: masks)
    let rest = try MapLocalization.mass.values(maps, masks: outside)
    #expect(zip(mass, rest).allSatisfy { ($0 + $1 - 1).magnitude < 1e-12 })
    for localization in [MapLocalization.pointing(), .mass, .rank] {
      #expect(try localization.values(maps, masks: masks).allSatisfy { $0 >= 0 && $0 <= 1 }, "\(localization)")
      #expect(try localization.values(maps, masks: Tensor(repeating: 1, shape: [1, 1, 6, 7])) == [1, 1, 1, 1, 1])
    }
    // Relevance that is the mask itself lies in it.
    for localization in [MapLocalization.pointing(), .mass, .rank] {
      #expect(try localization.values(masks, masks: masks) == [1, 1, 1, 1, 1], "\(localization)")
    }
  }

  @Test func whatIsRefused() {
    let maps = Tensor(repeating: 1, shape: [2, 1, 3, 3])
    for masks in [Tensor.zeros([2, 1, 3, 4]), .zeros([3, 1, 3, 3]), .zeros([2, 3, 3])] {
      #expect(fault { _ = try MapLocalization.mass.values(maps, masks: masks) }?.kind == .shapeMismatch)
    }
    #expect(fault { _ = try MapLocalization.rank.values(maps, masks: .zeros([2, 1, 3, 3])) }?.kind == .empty)
    #expect(
      fault { _ = try MapLocalization.pointing(tolerance: -1).values(maps, masks: maps) }?.kind == .invalidArgument)
    let threshold = MapConcentration.effectiveComplexity(threshold: -0.1)
    #expect(fault { _ = try threshold.values(maps) }?.kind == .invalidArgument)
    #expect(fault { _ = try MapConcentration.gini.values(maps / 0) }?.kind == .notFinite)
  }
}
