import AssayBase

/// The capital of a gambler who bets that values in [0, 1] have a mean above (or below) a candidate.
///
/// The capital is a martingale when the candidate is true, so a candidate that makes anyone rich is excluded (Ville).
/// Capital ∏ (1 + λᵢ(m)(xᵢ − mᵢ)), where mᵢ is the mean left in the population, (Nm − x₁ − … − xᵢ₋₁) / (N − i + 1) before draw
/// i without replacement, and m itself with. Bets λᵢ(m) = min(λᵢ, ½/mᵢ) with the predictable plug-in
/// λᵢ = √(2 ln(2/α) / (σ̂²ᵢ₋₁ i ln(i + 1))): Waudby-Smith and Ramdas, "Estimating means of bounded random variables by
/// betting" (JRSS B 86, 2024), equations 26 and 27 and section 5.
struct BettingProcess: Sendable, Equatable {
  /// The size of the population, or nil when it is infinite.
  let population: Int?
  /// The values seen, in [0, 1].
  private(set) var values: [Double] = []

  /// λᵢ for each value, before it is cut.
  private var bets: [Double] = []
  private var sum = 0.0
  private var squares = 0.0
  /// ln(2/α).
  private let logThreshold: Double
  /// 2/α, and a little more than rounding can add.
  private let threshold: Double

  init(population: Int?, significance: Double) {
    self.population = population
    logThreshold = Elementary.log(2 / significance)
    threshold = 2 / significance * (1 + 1e-9)
  }

  /// Adds a value in [0, 1]; its bet depends on earlier values alone.
  mutating func append(_ value: Double) {
    let count = Double(values.count + 1)
    let variance = (0.25 + squares) / count
    bets.append((2 * logThreshold / (variance * count * Elementary.log1p(count))).squareRoot())
    values.append(value)
    sum += value
    let mean = (0.5 + sum) / (count + 1)
    squares += (value - mean) * (value - mean)
  }

  /// Whether the candidate mean `mean` in [0, 1] is excluded as too small at this or an earlier step.
  ///
  /// The capital falls with the candidate at every step, so if this excludes a mean it excludes all below it.
  /// With `mirrored`, values and candidate are taken as 1 − value, which excludes means as too large.
  func excludes(_ mean: Double, mirrored: Bool = false) -> Bool {
    // Plain pointers and a plain loop: this is where the time goes, and builds without optimisation must bear it.
    values.withUnsafeBufferPointer { values in
      bets.withUnsafeBufferPointer { bets in
        guard let first = values.baseAddress, let firstBet = bets.baseAddress else { return false }
        return excludes(mean, mirrored, first, firstBet, values.count)
      }
    }
  }

  private func excludes(
    _ mean: Double, _ mirrored: Bool, _ values: UnsafePointer<Double>, _ bets: UnsafePointer<Double>, _ count: Int
  ) -> Bool {
    let isFinite = population != nil
    let (origin, sign) = mirrored ? (1.0, -1.0) : (0.0, 1.0)
    var left = Double(population ?? 0)
    let slack = -1e-9 * (1 + left / 1000)
    // What the cases not yet drawn would add up to.
    var rest = left * mean
    // The capital in units of 2^(500·scale), so that it neither overflows nor vanishes.
    var (capital, scale, candidate, index) = (1.0, 0, mean, 0)
    while index < count {
      let x = origin + sign * values[index]
      if isFinite {
        // More was drawn than the whole population would hold, by more than sums can be off.
        if rest < slack { return true }
        candidate = rest > 0 ? rest / left : 0
        rest -= x
        left -= 1
      }
      let bet = bets[index]
      capital *= 1 + (bet * candidate > 0.5 ? 0.5 / candidate : bet) * (x - candidate)
      if scale == 0, capital >= threshold { return true }
      if capital < 0x1p-500 {
        capital *= 0x1p500
        scale -= 1
      } else if scale < 0, capital >= 1 {
        capital *= 0x1p-500
        scale += 1
      }
      index += 1
    }
    return false
  }
}
