/// The images next to an image: with some pixels left out, or exchanged for others.
extension GridClimb {
  /// The most pixels that are left out one by one.
  private static let mostLeftOut: Int = 12
  /// The most pixels on either side of an exchange, and the most exchanges of two.
  private static let mostExchanged: Int = 8
  private static let mostExchanges: Int = 12

  /// The changed pixels, those that give least first.
  private func poorestFirst(_ image: [UInt8], _ slope: [Double]) -> [(pixel: Int, gives: Double)] {
    var pixels: [(pixel: Int, gives: Double)] = []
    for pixel in 0..<image.count / ball.channels {
      let places = ball.places(of: pixel)
      guard places.contains(where: { image[$0] != ball.clean[$0] }) else { continue }
      let gives = places.reduce(0) { $0 + slope[$1] * Double(Int(image[$1]) - Int(ball.clean[$1])) }
      pixels.append((pixel, gives))
    }
    return pixels.sorted { ($0.gives, $0.pixel) < ($1.gives, $1.pixel) }
  }

  /// The image without `count` of its pixels: any one of those that give least, or all of them.
  func without(_ count: Int, from image: [UInt8], _ slope: [Double]) -> [[UInt8]] {
    let poorest = poorestFirst(image, slope).map(\.pixel)
    if count > 1 { return [exchanging(Array(poorest.prefix(count)), for: [], in: image, along: slope)] }
    return poorest.prefix(Self.mostLeftOut).map { exchanging([$0], for: [], in: image, along: slope) }
  }

  /// The images of as many pixels to which the slope leads, the likeliest exchanges of two pixels among them, or
  /// `all` of those between the poorest and the richest.
  func moves(from image: [UInt8], along slope: [Double], all: Bool = false) -> [[UInt8]] {
    let poorest = poorestFirst(image, slope)
    let changed = Set(poorest.map(\.pixel))
    let richest = richestFirst(along: slope)
    var moves = [
      ball.farthest(along: slope, in: Array(richest.prefix(changed.count))),
      ball.farthest(along: slope, in: changed.sorted()),
    ]
    let outside = richest.lazy.filter { !changed.contains($0) }
    let incoming = Array(outside.prefix(max(Self.mostExchanged, changed.count / 2)))
    var pairs: [(out: Int, in: Int, gain: Double)] = []
    for out in poorest.prefix(Self.mostExchanged) {
      for pixel in incoming.prefix(Self.mostExchanged) {
        pairs.append((out.pixel, pixel, ball.gain(of: pixel, along: slope) - out.gives))
      }
    }
    pairs.sort { (-$0.gain, $0.out, $0.in) < (-$1.gain, $1.out, $1.in) }
    moves += pairs.prefix(all ? pairs.count : Self.mostExchanges).map {
      exchanging([$0.out], for: [$0.in], in: image, along: slope)
    }
    var count = 2
    while count <= min(changed.count / 2, incoming.count) {
      moves.append(
        exchanging(
          poorest.prefix(count).map(\.pixel), for: Array(incoming.prefix(count)), in: image, along: slope))
      count *= 2
    }
    return moves
  }

  /// The image with some pixels made clean and others changed as far as they may be.
  private func exchanging(
    _ outgoing: [Int], for incoming: [Int], in image: [UInt8], along slope: [Double]
  ) -> [UInt8] {
    guard ball.isSeparable else {
      let left = Set(poorestFirst(image, slope).map(\.pixel)).subtracting(outgoing).union(incoming)
      return ball.farthest(along: slope, in: left.sorted())
    }
    var moved = image
    for pixel in outgoing { for place in ball.places(of: pixel) { moved[place] = ball.clean[place] } }
    let far = ball.farthest(along: slope, in: incoming)
    for pixel in incoming { for place in ball.places(of: pixel) { moved[place] = far[place] } }
    return moved
  }
}
