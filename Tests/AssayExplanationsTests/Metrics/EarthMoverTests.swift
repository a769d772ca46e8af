import AssayBase
import AssayExplanations
import AssayTensor
import Testing

/// The earth mover's distance against a linear programme, closed forms, and its properties as a distance.
@Suite struct EarthMoverTests {
  private let key = RandomKey(seed: 83)

  private func distance(_ x: Tensor, _ y: Tensor) throws -> [Double] {
    try MapDistance.earthMover.distances(x, y)
  }

  /// A map of zeros but for some pixels.
  private func spots(_ height: Int, _ width: Int, _ values: [Int: Float]) -> Tensor {
    Tensor(shape: [1, 1, height, width], elements: (0..<height * width).map { values[$0] ?? 0 })
  }

  /// scipy.optimize.linprog(method="highs") on the transport problem of the magnitudes scaled to mass 1, Euclidean ground
  /// distance between pixels, of formulaMap(…, 7, 3, 11, 5) and formulaMap(…, 5, 2, 13, 6).
  @Test(arguments: [
    (3, 4, 0.43809223176554557), (5, 5, 0.4337874372208455), (8, 8, 0.3919113437220099), (7, 10, 0.5936290010250038),
    (14, 14, 0.3493802567578232),
  ])
  func agreesWithALinearProgramme(_ height: Int, _ width: Int, _ expected: Double) throws {
    let found = try distance(formulaMap(height, width, 7, 3, 11, 5), formulaMap(height, width, 5, 2, 13, 6))
    #expect((found[0] - expected).magnitude < 1e-9)
  }

  @Test(arguments: 0..<12) func inOneRowItIsTheDistanceOfCumulatedMasses(_ seed: Int) throws {
    let (x, y) = (
      randomMaps(1, [1, 1, 1, 40], key.derived(seed)), randomMaps(1, [1, 1, 1, 40], key.derived(-seed - 1))
    )
    func masses(_ map: Tensor) -> [Double] {
      let values = map.elements.map { Double($0.magnitude) }
      return values.map { $0 / values.reduce(0, +) }
    }
    var (cumulated, expected) = (0.0, 0.0)
    for (a, b) in zip(masses(x), masses(y)) {
      cumulated += a - b
      expected += cumulated.magnitude
    }
    #expect((try distance(x, y)[0] - expected).magnitude < 1e-9)
  }

  @Test func singlePixelsAreAsFarAsTheyLie() throws {
    let (first, second) = (spots(9, 9, [0: 2]), spots(9, 9, [3 * 9 + 4: -7]))
    #expect((try distance(first, second)[0] - 5).magnitude < 1e-9)
    // Half of the mass stays.
    let both = spots(9, 9, [0: 1, 3 * 9 + 4: 1])
    #expect((try distance(first, both)[0] - 2.5).magnitude < 1e-9)
  }

  @Test(arguments: 0..<8) func isADistance(_ seed: Int) throws {
    let maps = (0..<3).map { randomMaps(1, [1, 2, 6, 5], key.derived("distance").derived(seed).derived($0)) }
    let (ab, ba) = (try distance(maps[0], maps[1])[0], try distance(maps[1], maps[0])[0])
    #expect((ab - ba).magnitude < 1e-9 && ab > 0)
    #expect(try distance(maps[0], maps[0]) == [0])
    #expect(try ab <= distance(maps[0], maps[2])[0] + distance(maps[2], maps[1])[0] + 1e-9)
    // The unit of relevance does not matter.
    #expect((try distance(maps[0] * 3, maps[1])[0] - ab).magnitude < 1e-6)
  }

  @Test func mapsAboveTheLimitAreAddedUpInBlocks() throws {
    let side = 48
    #expect(side * side > MapDistance.exactPixels)
    // Mass in one corner of a block to mass in one of another block: blocks are two pixels wide here.
    let first = spots(side, side, [0: 1])
    let second = spots(side, side, [31 * side + 41: 1])
    let found = try distance(first, second)[0]
    let exact = Double(31 * 31 + 41 * 41).squareRoot()
    #expect((found - exact).magnitude <= Double(2).squareRoot() + 1e-9)
    #expect((found - Double(30 * 30 + 40 * 40).squareRoot()).magnitude < 1e-9)
  }

  @Test func mapsOfZerosHaveNoMass() throws {
    let zeros = Tensor.zeros([1, 1, 4, 5])
    #expect(try distance(zeros, zeros) == [0])
    #expect(try distance(zeros, spots(4, 5, [7: 1])) == [5])
  }
}
