import AssayBase
import AssayImages

/// Random deviations from a prototype, each multiplied by an amount of nuisance.
///
/// The random numbers do not depend on the amount, so that a smaller amount is the same picture nearer to its
/// prototype.
struct DrawnVariation {
  private var stream: RandomStream
  private let amount: Float

  init(_ key: RandomKey, amount: Double) {
    stream = RandomStream(key)
    self.amount = Float(amount)
  }

  /// A deviation in ±`reach` times the amount.
  mutating func deviation(_ reach: Float) -> Float { stream.uniform(-reach, reach) * amount }

  /// A number that is `usual` without any nuisance and anywhere from `low` to `high` with all of it.
  mutating func number(_ usual: Float, _ low: Float, _ high: Float) -> Float {
    usual + (stream.uniform(low, high) - usual) * amount
  }

  /// One of `count` styles: the first without nuisance, and one of the first few with little.
  mutating func style(of count: Int) -> Int {
    let share = stream.uniform(0, 1)
    let allowed = 1 + Int(Float(count - 1) * amount)
    return min(Int(share * Float(allowed)), allowed - 1)
  }

  /// One of `count` things that are part of what is drawn, whatever the amount.
  mutating func choice(of count: Int) -> Int { Int(stream.integer(below: UInt64(count))) }

  /// A uniform number whatever the amount.
  mutating func uniform(_ low: Float, _ high: Float) -> Float { stream.uniform(low, high) }

  /// The stream itself, for textures.
  mutating func noise(_ body: (inout RandomStream) -> DrawingPlane) -> DrawingPlane { body(&stream) }
}
