import AssayBase
import AssayExplanations
import AssayTensor
import Testing

/// Similarities and distances by their bounds, symmetries and invariances, and on maps that say nothing.
@Suite struct MapSimilarityTests {
  private let key = RandomKey(seed: 84)
  private let similarities: [MapSimilarity] = [
    .kendall, .spearman, .pearson, .cosine, .topIntersection(count: 9), .structural(.uniform), .structural(.gaussian),
  ]

  @Test(arguments: 0..<6) func boundsAndSymmetry(_ seed: Int) throws {
    let (x, y) = (
      randomMaps(3, [1, 2, 12, 13], key.derived(seed)), randomMaps(3, [1, 2, 12, 13], key.derived(-seed - 1))
    )
    for similarity in similarities {
      let values = try similarity.values(x, y)
      #expect(values.count == 3 && values.allSatisfy { $0 >= -1 && $0 <= 1 }, "\(similarity)")
      let turned = try similarity.values(y, x)
      #expect(zip(values, turned).allSatisfy { ($0 - $1).magnitude < 1e-12 }, "\(similarity)")
      #expect(try similarity.values(x, x).allSatisfy { ($0 - 1).magnitude < 1e-12 }, "\(similarity)")
      // A map's value does not depend on its company.
      #expect(try similarity.values(x.rows([2, 0]), y.rows([2, 0])) == [values[2], values[0]], "\(similarity)")
      // Nor on the unit of relevance: doubling is exact.
      #expect(try similarity.values(x * 2, y) == values, "\(similarity)")
    }
    for distance in MapDistance.allCases {
      let values = try distance.distances(x, y)
      #expect(values.allSatisfy { $0 > 0 && $0 <= distance.maximum ?? .infinity }, "\(distance)")
      #expect(try zip(values, distance.distances(y, x)).allSatisfy { ($0 - $1).magnitude < 1e-9 }, "\(distance)")
      #expect(try distance.distances(x, x).allSatisfy { $0 < 1e-12 }, "\(distance)")
      #expect(try distance.distances(x.rows([1]), y.rows([1])) == [values[1]], "\(distance)")
    }
  }

  @Test func opposedMaps() throws {
    let maps = randomMaps(2, [1, 1, 9, 9], key)
    for similarity in [MapSimilarity.kendall, .spearman, .pearson, .cosine] {
      #expect(try similarity.values(maps, -maps).allSatisfy { ($0 + 1).magnitude < 1e-12 }, "\(similarity)")
    }
    #expect(try MapSimilarity.topIntersection(count: 7).values(maps, -maps) == [1, 1])
    #expect(try MapDistance.cosine.distances(maps, -maps).allSatisfy { ($0 - 2).magnitude < 1e-12 })
    #expect(try MapDistance.l2.distances(maps, -maps).allSatisfy { ($0 - 2).magnitude < 1e-12 })
  }

  @Test func knownDistances() throws {
    let x = Tensor(shape: [3, 1, 1, 2], elements: [1, 3, 0, 0, 2, 0])
    let y = Tensor(shape: [3, 1, 1, 2], elements: [2, 6, 0, 0, 0, -5])
    #expect(try MapDistance.l1.distances(x, y) == [0, 0, 2])
    #expect(try MapDistance.l1.distances(x, x * 7).allSatisfy { $0 < 1e-6 })
    #expect(try MapDistance.rawL1.distances(x, y) == [4, 0, 7])
    #expect(try MapDistance.rawL2.distances(x, y) == [Double(10).squareRoot(), 0, Double(29).squareRoot()])
    #expect(
      try zip(MapDistance.l2.distances(x, y), [0, 0, Double(2).squareRoot()]).allSatisfy { ($0 - $1).magnitude < 1e-15 }
    )
    #expect(try zip(MapDistance.cosine.distances(x, y), [0, 0, 1]).allSatisfy { ($0 - $1).magnitude < 1e-15 })
  }

  @Test func mapsThatSayNothing() throws {
    let zeros = Tensor.zeros([1, 1, 11, 11])
    let even = Tensor(repeating: 0.3, shape: [1, 1, 11, 11])
    let maps = randomMaps(1, [1, 1, 11, 11], key)
    for similarity in [MapSimilarity.kendall, .spearman, .pearson] {
      #expect(try similarity.values(zeros, even) == [1] && similarity.values(even, maps) == [0], "\(similarity)")
    }
    #expect(try MapSimilarity.cosine.values(zeros, zeros) == [1] && MapSimilarity.cosine.values(zeros, maps) == [0])
    for similarity in similarities {
      for (x, y) in [(zeros, zeros), (zeros, maps), (maps, even), (even, even)] {
        #expect(try similarity.values(x, y).allSatisfy { $0 >= -1 && $0 <= 1 }, "\(similarity)")
      }
      #expect(try similarity.values(zeros.rows(0..<0), zeros.rows(0..<0)).isEmpty)
    }
    for distance in MapDistance.allCases {
      #expect(try distance.distances(zeros, zeros) == [0], "\(distance)")
      #expect(try distance.distances(zeros, maps).allSatisfy { $0 > 0 && $0.isFinite }, "\(distance)")
    }
    let pixel = Tensor(shape: [1, 1, 1, 1], elements: [2])
    for similarity in [MapSimilarity.kendall, .spearman, .pearson, .cosine, .topIntersection(count: 1)] {
      #expect(try similarity.values(pixel, pixel) == [1], "\(similarity)")
    }
  }

  @Test func whatIsRefused() {
    let maps = Tensor.zeros([2, 1, 6, 6])
    for similarity in similarities + [.topIntersection(count: 0), .topIntersection(count: 37)] {
      let shapes = fault { _ = try similarity.values(maps, .zeros([2, 1, 6, 7])) }
      #expect(shapes?.kind == .shapeMismatch, "\(similarity)")
      let broken = Tensor(shape: [1, 1, 12, 12], elements: [Float](repeating: 0, count: 143) + [.nan])
      #expect(fault { _ = try similarity.values(.zeros([1, 1, 12, 12]), broken) }?.kind == .notFinite, "\(similarity)")
    }
    for similarity in [
      MapSimilarity.topIntersection(count: 0), .topIntersection(count: 37), .structural(.uniform),
      .structural(.gaussian),
    ] {
      #expect(fault { _ = try similarity.values(maps, maps) }?.kind == .invalidArgument, "\(similarity)")
    }
    #expect(fault { _ = try MapDistance.l1.distances(.zeros([2, 6, 6]), .zeros([2, 6, 6])) }?.kind == .shapeMismatch)
    #expect(fault { _ = try MapDistance.l1.distances(.zeros([2, 1, 0, 6]), .zeros([2, 1, 0, 6])) }?.kind == .empty)
  }
}
