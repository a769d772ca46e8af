import Assay
import AssayBase
import AssayExplanations
import AssayTensor
import Testing

/// The axioms of Shapley 1953 for random games of four players, and what follows from them for estimates.
@Suite(.seed(2017)) struct ShapleyAxiomTests {
  /// Shapley values by enumeration, and by the regression over all coalitions.
  private let methods: [Explanation] = [.shapley(.pixels), .kernelSHAP(.pixels, samples: 14)]

  private func values(
    _ method: Explanation, _ game: TableGame, _ target: ExplanationTarget = .label
  ) throws -> [Double] {
    try method.groupAttributions(of: game, images: game.everyone, labels: [0], target: target)[0].values
  }

  @Test func efficiency() async throws {
    try await forAll(.tensor(shape: [16], in: -4...4)) { table in
      let scores = table.elements
      let difference = Double(scores[15]) - Double(scores[0])
      for method in methods {
        let sum = try values(method, TableGame(scores)).reduce(0, +)
        #expect(abs(sum - difference) < 1e-12)
      }
    }
  }

  @Test func playersThatAddAlikeGetAlike() async throws {
    try await forAll(.tensor(shape: [16], in: -4...4)) { table in
      // The score of a coalition with player 1 instead of 2 is that with 2 instead of 1.
      let elements = table.elements
      let scores = (0..<16).map { coalition in
        let hasOneAlone = coalition & 0b0110 == 0b0010
        return elements[hasOneAlone ? coalition ^ 0b0110 : coalition]
      }
      for method in methods {
        let values = try values(method, TableGame(scores))
        #expect(abs(values[1] - values[2]) < 1e-12)
      }
    }
  }

  @Test func playersThatAddNothingGetNothing() async throws {
    try await forAll(.tensor(shape: [16], in: -4...4), .integer(in: 0...3)) { table, player in
      let elements = table.elements
      let scores = (0..<16).map { elements[$0 & ~(1 << player)] }
      for method in methods {
        let values = try values(method, TableGame(scores))
        #expect(abs(values[player]) < 1e-12)
      }
    }
  }

  @Test func valuesOfSumsAreSums() async throws {
    try await forAll(.tensor(shape: [16], in: -4...4), .tensor(shape: [16], in: -4...4)) { first, second in
      for method in methods {
        let game = TableGame(first.elements, second.elements)
        let parts = try [0, 1].map { try values(method, game, .classIndex($0)) }
        let difference = try values(method, game, .difference(of: 0, from: 1))
        for player in 0..<4 {
          // The difference of two 32-bit scores is rounded before it is divided among the players.
          let expected = parts[0][player] - parts[1][player]
          #expect(abs(difference[player] - expected) < 1e-5)
        }
      }
    }
  }

  @Test func regressionOverAllCoalitionsIsExact() async throws {
    try await forAll(.integer(in: 1...6), .tensor(shape: [64], in: -4...4)) { players, table in
      let game = TableGame(Array(table.elements.prefix(1 << players)))
      let exact = try values(.shapley(.pixels), game)
      let fitted = try values(.kernelSHAP(.pixels, samples: max(1, 1 << players - 2)), game)
      #expect(zip(exact, fitted).allSatisfy { abs($0 - $1) < 1e-11 })
    }
  }

  /// The glove game: one right glove and two left ones; a pair is worth 1.
  @Test func glovesAreWorthWhatTheyShould() throws {
    let game = TableGame((0..<8).map { $0 & 1 == 1 && $0 > 1 ? 1 : 0 })
    for method in [.shapley(.pixels), .kernelSHAP(.pixels, samples: 6)] as [Explanation] {
      let values = try values(method, game)
      #expect(zip(values, [2.0 / 3, 1.0 / 6, 1.0 / 6]).allSatisfy { abs($0 - $1) < 1e-12 })
    }
  }

  /// Estimates from drawn coalitions miss the exact values by about their standard errors.
  @Test func standardErrorsAreHonest() throws {
    let table = Tensor.normal(shape: [1024], key: RandomKey(seed: 85)).elements
    let game = TableGame((0..<1024).map { table[$0] + 3 * Float($0.nonzeroBitCount % 3) })
    let exact = try values(.shapley(.pixels), game)
    for samples in [60, 300] {
      var squares = 0.0
      let runs = 60
      for seed in 0..<runs {
        let method = Explanation.kernelSHAP(.pixels, samples: samples, seed: UInt64(seed))
        let estimate = try method.groupAttributions(of: game, images: game.everyone, labels: [0])[0]
        let errors = try #require(estimate.standardErrors)
        #expect(abs(estimate.values.reduce(0, +) - estimate.score + (estimate.baselineScore ?? .nan)) < 1e-9)
        for (player, value) in estimate.values.enumerated() {
          let distance = (value - exact[player]) / errors[player]
          squares += distance * distance / Double(runs * 10)
        }
      }
      #expect(squares > 0.5 && squares < 2, "\(samples) samples: mean squared standardised error \(squares)")
    }
  }
}
