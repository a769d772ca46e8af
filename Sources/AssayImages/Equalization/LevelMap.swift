/// A new level for each of the 256 of an 8-bit channel, made from how often each occurs.
struct LevelMap: Sendable {
  let levels: [UInt8]

  /// The map that spreads the levels of `histogram` evenly; the arithmetic is that of Pillow's `ImageOps.equalize`.
  init(equalizing histogram: [Int]) {
    let used = histogram.filter { $0 > 0 }
    // All pixels but those of the brightest level, shared by 255 steps.
    let step = (used.reduce(0, +) - (used.last ?? 0)) / 255
    guard used.count > 1, step > 0 else {
      levels = (0...255).map { UInt8($0) }
      return
    }
    var sum = step / 2
    levels = histogram.map { count in
      defer { sum += count }
      return UInt8(min(255, sum / step))
    }
  }

  /// How often each level occurs among the bytes at some places.
  static func histogram(_ bytes: UnsafeBufferPointer<UInt8>, _ indices: some Sequence<Int>) -> [Int] {
    var counts = [Int](repeating: 0, count: 256)
    for index in indices { counts[Int(bytes[index])] += 1 }
    return counts
  }
}
