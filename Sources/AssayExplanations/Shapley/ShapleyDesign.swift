import AssayBase

/// Which coalitions KernelSHAP asks about, and with what weights.
///
/// The Shapley kernel gives all coalitions of s among M players together the weight (M − 1) / (s (M − s)) (Lundberg and
/// Lee 2017, theorem 2), here scaled to a sum of 1 over all sizes.
struct ShapleyDesign: Sendable {
  /// The coalitions: those of complete sizes, then those drawn; each is followed by its complement.
  private(set) var coalitions: CoalitionTable
  /// The weight of each coalition.
  private(set) var weights: [Double] = []
  /// The number of coalitions that belong to complete sizes.
  private(set) var completeCount = 0

  /// The number of players.
  var players: Int { coalitions.players }
  /// The number of drawn pairs.
  var drawnPairs: Int { (coalitions.count - completeCount) / 2 }

  /// Plans `samples` coalitions, or all where they are not more.
  ///
  /// Sizes are taken completely, from the smallest and largest on, as long as the kernel would draw as many coalitions of
  /// them as there are. The rest is drawn.
  init(players: Int, samples: Int, key: RandomKey) {
    coalitions = CoalitionTable(players: players)
    guard players > 1 else { return }
    let total = (1..<players).reduce(0) { $0 + Self.share($1, players) }
    let isExhaustive = Self.isExhaustive(players: players, samples: samples)
    var (size, openMass) = (1, 1.0)
    while 2 * size <= players {
      let pairMass = Self.share(size, players) / total * (2 * size == players ? 1 : 2)
      let count = Self.binomial(players, size) * (2 * size == players ? 1 : 2)
      let expected = Double(samples - coalitions.count) * pairMass / openMass
      // Singles always, so that the values are determined whatever is drawn.
      guard isExhaustive || size == 1 || expected >= count else { break }
      coalitions.appendPairs(ofSize: size)
      weights += [Double](repeating: pairMass / count, count: coalitions.count - weights.count)
      openMass -= pairMass
      size += 1
    }
    completeCount = coalitions.count
    guard 2 * size <= players else { return }
    draw(pairs: (samples - completeCount) / 2, sizes: size...players - size, key)
    weights += [Double](repeating: openMass / Double(2 * drawnPairs), count: 2 * drawnPairs)
  }

  /// Whether `samples` coalitions are all there are.
  static func isExhaustive(players: Int, samples: Int) -> Bool { players < 62 && 1 << players - 2 <= samples }

  private mutating func draw(pairs: Int, sizes: ClosedRange<Int>, _ key: RandomKey) {
    let shares = sizes.map { Self.share($0, players) }
    let total = shares.reduce(0, +)
    var stream = RandomStream(key)
    for _ in 0..<pairs {
      var rest = stream.unit() * total
      var size = sizes.lowerBound
      for share in shares.dropLast() {
        rest -= share
        if rest < 0 { break }
        size += 1
      }
      coalitions.appendPair(stream.permutation(of: players).prefix(size))
    }
  }

  private static func share(_ size: Int, _ players: Int) -> Double {
    Double(players - 1) / (Double(size) * Double(players - size))
  }

  private static func binomial(_ n: Int, _ k: Int) -> Double {
    (0..<k).reduce(1) { $0 * Double(n - $1) / Double($1 + 1) }
  }
}
