import AssayBase

/// Draws that meet bounds, small values and repetitions more often than an even draw would.
enum VariedDraw {
  static func integer(
    in range: ClosedRange<Int>, around target: Int, after history: [ChoiceNode], from stream: inout RandomStream
  ) -> Int {
    let wide = ChoiceDomain.distance(range.lowerBound, range.upperBound) >= 4096
    switch stream.integer(below: 16) {
    case 0: return [target, range.lowerBound, range.upperBound][Int(stream.integer(below: 3))]
    case 1, 2:
      if let value = repeated(in: range, after: history, from: &stream) { return value }
    case 3, 4, 5: return near(target, in: range, from: &stream)
    case 6...12 where wide: return near(target, in: range, from: &stream)
    default: break
    }
    return stream.integer(in: range)
  }

  /// An earlier integer of this case, or a neighbour of it: coincidences are rare otherwise.
  private static func repeated(
    in range: ClosedRange<Int>, after history: [ChoiceNode], from stream: inout RandomStream
  ) -> Int? {
    let earlier = history.suffix(64).compactMap { node -> Int? in
      if case .integer(let value) = node.choice { value } else { nil }
    }
    guard !earlier.isEmpty else { return nil }
    let value = earlier[Int(stream.integer(below: UInt64(earlier.count)))]
    let step = [0, 0, -1, 1][Int(stream.integer(below: 4))]
    let (moved, overflow) = value.addingReportingOverflow(step)
    return !overflow && range.contains(moved) ? moved : nil
  }

  /// A value whose distance from `target` has a uniform number of bits.
  private static func near(_ target: Int, in range: ClosedRange<Int>, from stream: inout RandomStream) -> Int {
    let below = ChoiceDomain.distance(range.lowerBound, target)
    let above = ChoiceDomain.distance(target, range.upperBound)
    let goesUp = above > 0 && (below == 0 || stream.integer(below: 2) == 0)
    let room = goesUp ? above : below
    let bits = stream.integer(below: UInt64(UInt64.bitWidth - room.leadingZeroBitCount) + 1)
    let most = bits >= 64 ? room : min(room, (1 << bits) - 1)
    let distance = most == .max ? stream.next() : stream.integer(below: most + 1)
    let raw = UInt64(bitPattern: Int64(target))
    return Int(Int64(bitPattern: goesUp ? raw &+ distance : raw &- distance))
  }

  static func even(in range: ClosedRange<Double>, from stream: inout RandomStream) -> Double {
    let unit = stream.unit()
    return range.lowerBound * (1 - unit) + range.upperBound * unit
  }

  static func real(
    in range: ClosedRange<Double>, around target: Double, after history: [ChoiceNode], from stream: inout RandomStream
  ) -> Double {
    switch stream.integer(below: 16) {
    case 0: return [target, range.lowerBound, range.upperBound][Int(stream.integer(below: 3))]
    case 1:
      let earlier = history.suffix(64).compactMap { node -> Double? in
        if case .float(let value) = node.choice, range.contains(value) { value } else { nil }
      }
      if !earlier.isEmpty { return earlier[Int(stream.integer(below: UInt64(earlier.count)))] }
    case 2:
      let whole = even(in: range, from: &stream).rounded()
      if range.contains(whole) { return whole }
    case 3: return target + (even(in: range, from: &stream) - target) * stream.unit() * stream.unit()
    default: break
    }
    return even(in: range, from: &stream)
  }

  /// Mostly unrelated bytes; now and then all the same, or only bounds and the simplest.
  static func bytes(
    count: ClosedRange<Int>, in range: ClosedRange<UInt8>, around target: UInt8, from stream: inout RandomStream
  ) -> [UInt8] {
    let length = integer(in: count, around: count.lowerBound, after: [], from: &stream)
    let span = UInt64(range.upperBound - range.lowerBound) + 1
    func even(_ stream: inout RandomStream) -> UInt8 { range.lowerBound + UInt8(stream.integer(below: span)) }
    let extremes = [target, range.lowerBound, range.upperBound]
    switch stream.integer(below: 8) {
    case 0: return Array(repeating: even(&stream), count: length)
    case 1: return (0..<length).map { _ in extremes[Int(stream.integer(below: 3))] }
    default: return (0..<length).map { _ in even(&stream) }
    }
  }
}
