extension JPEGHuffmanCodes {
  /// For each symbol, `code << 8 | length`; 0 for symbols without a code.
  func encodingTable() -> [UInt32] {
    var table = [UInt32](repeating: 0, count: 256)
    var (code, place) = (UInt32(0), 0)
    for (index, count) in counts.enumerated() {
      for _ in 0..<count {
        table[Int(symbols[place])] = code << 8 | UInt32(index + 1)
        code += 1
        place += 1
      }
      code <<= 1
    }
    return table
  }

  /// Makes the shortest codes of at most 16 bits for symbols that occur `counts` times: T.81, section K.2.
  ///
  /// No code consists of ones alone: a symbol of its own, taken out at the end, reserves that one.
  init(optimalFor counts: [UInt32]) {
    var lengths = Self.lengths(counts.map { Int($0) } + [1])
    let order = (0..<counts.count).filter { lengths[$0] > 0 }.sorted { (lengths[$0], $0) < (lengths[$1], $1) }
    let longest = max(lengths.max() ?? 0, 16)
    var ofLength = [Int](repeating: 0, count: longest + 1)
    for length in lengths where length > 0 { ofLength[length] += 1 }
    lengths = []
    for length in stride(from: longest, to: 16, by: -1) {
      while ofLength[length] > 0 {
        // Two neighbours go up: one takes their parent's place, the other shares the place of a shorter code.
        var shorter = length - 2
        while ofLength[shorter] == 0 { shorter -= 1 }
        ofLength[length] -= 2
        ofLength[length - 1] += 1
        ofLength[shorter + 1] += 2
        ofLength[shorter] -= 1
      }
    }
    if let last = ofLength.lastIndex(where: { $0 > 0 }) { ofLength[last] -= 1 }
    self.init(counts: ofLength[1...16].map { UInt8($0) }, symbols: order.map { UInt8($0) })
  }

  /// The depth of each symbol in Huffman's tree, 0 for those that do not occur; of equals, later ones are joined first.
  private static func lengths(_ counts: [Int]) -> [Int] {
    var weights = counts
    var members = counts.indices.map { [$0] }
    var lengths = [Int](repeating: 0, count: counts.count)
    while true {
      let rising = weights.indices.filter { weights[$0] > 0 }.sorted { (weights[$0], -$0) < (weights[$1], -$1) }
      guard rising.count > 1 else { return lengths }
      let (least, second) = (rising[0], rising[1])
      weights[least] += weights[second]
      weights[second] = 0
      members[least] += members[second]
      members[second] = []
      for symbol in members[least] { lengths[symbol] += 1 }
    }
  }
}
