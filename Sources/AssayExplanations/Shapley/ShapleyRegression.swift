import AssayBase
import AssayTensor

/// The weighted least squares that makes Shapley values of the scores of a design's coalitions.
///
/// With z the members of a coalition, v its score and w its weight it minimises Σ w (v − v(∅) − z·φ)² over the φ that sum
/// to v(all) − v(∅), by a Lagrange multiplier: with A = Σ w z zᵀ and b = Σ w z (v − v(∅)), φ = A⁻¹ (b − λ 1).
struct ShapleyRegression: Sendable {
  let design: ShapleyDesign
  private let factor: CholeskyFactor
  /// A⁻¹ 1, and its sum.
  private let slack: (direction: [Double], sum: Double)

  /// A is positive definite: designs have all single players and all players but one.
  init(_ design: ShapleyDesign) {
    self.design = design
    factor = Self.moments(of: design).choleskyFactor()
    let direction = factor.solve([Double](repeating: 1, count: design.players))
    slack = (direction, direction.reduce(0, +))
  }

  /// A.
  private static func moments(of design: ShapleyDesign) -> SymmetricMatrix {
    let players = design.players
    // One player has no coalition to choose from, and any matrix will do.
    if players == 1 { return SymmetricMatrix(side: 1, entries: [1]) }
    var entries = [Double](repeating: 0, count: players * players)
    entries.withUnsafeMutableBufferPointer { entries in
      for coalition in 0..<design.coalitions.count {
        let (members, weight) = (design.coalitions.members(coalition), design.weights[coalition])
        for player in members {
          for other in members { entries[player * players + other] += weight }
        }
      }
    }
    return SymmetricMatrix(side: players, entries: entries)
  }

  /// The values that fit the scores of the design's coalitions, and their standard errors where coalitions were drawn.
  func values(
    of scores: [Double], empty: Double, full: Double
  ) -> (values: [Double], standardErrors: [Double]?) {
    var right = [Double](repeating: 0, count: design.players)
    for (coalition, score) in scores.enumerated() {
      let weighted = design.weights[coalition] * (score - empty)
      for player in design.coalitions.members(coalition) { right[player] += weighted }
    }
    let free = factor.solve(right)
    let multiplier = (free.reduce(0, +) - (full - empty)) / slack.sum
    let values = zip(free, slack.direction).map { $0 - multiplier * $1 }
    return (values, design.drawnPairs > 1 ? standardErrors(of: values, scores: scores, empty: empty) : nil)
  }

  /// By the delta method: the values are a mean over independent pairs to first order, and this is the error of that mean.
  ///
  /// A pair moves them by P·g with g = n Σ w z (v − v(∅) − z·φ) over its two coalitions, and P = A⁻¹ − A⁻¹ 1 1ᵀ A⁻¹ / 1ᵀ A⁻¹ 1.
  /// The residuals are smaller than the errors by what the fit owes to the drawn pairs: n pairs count as n less that.
  private func standardErrors(of values: [Double], scores: [Double], empty: Double) -> [Double] {
    let (players, pairs) = (design.players, design.drawnPairs)
    var moments = [Float](repeating: 0, count: pairs * players)
    for pair in 0..<pairs {
      for coalition in design.completeCount + 2 * pair..<design.completeCount + 2 * pair + 2 {
        let members = design.coalitions.members(coalition)
        let residual = scores[coalition] - empty - members.reduce(0) { $0 + values[$1] }
        let weighted = Float(Double(pairs) * design.weights[coalition] * residual)
        for player in members { moments[pair * players + player] += weighted }
      }
    }
    let projection = projection
    let moves = Tensor(shape: [pairs, players], elements: moments).matrixProduct(projection)
    let freedom = Double(pairs) - freedomSpentOnDrawn(projection)
    return moves.variance(axes: [0]).elements.map { (Double($0) / freedom).squareRoot() }
  }

  /// What the drawn coalitions decide of the n − 1 free values, the trace of P·A over them.
  ///
  /// Over complete sizes A is a 1 + b 1ᵀ1, of whose trace with P only that of a P is left, as P·1 is 0.
  private func freedomSpentOnDrawn(_ projection: Tensor) -> Double {
    let players = design.players
    let diagonal = projection.elements
    let trace = (0..<players).reduce(0.0) { $0 + Double(diagonal[$1 * players + $1]) }
    let separation = (0..<design.completeCount).reduce(0.0) { sum, coalition in
      let size = design.coalitions.members(coalition).count
      return sum + design.weights[coalition] * Double(size * (players - size))
    }
    return Double(players - 1) - trace * separation / Double(players * (players - 1))
  }

  private var projection: Tensor {
    let players = design.players
    var unit = [Double](repeating: 0, count: players)
    let rows = (0..<players).flatMap { row in
      unit[row] = 1
      defer { unit[row] = 0 }
      let share = slack.direction[row] / slack.sum
      return zip(factor.solve(unit), slack.direction).map { Float($0 - share * $1) }
    }
    return Tensor(shape: [players, players], elements: rows)
  }
}
