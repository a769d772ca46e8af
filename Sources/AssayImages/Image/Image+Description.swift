extension Image: CustomStringConvertible {
  /// The size, the range of the values, and what stands out from the commonest colour; never a list of pixels.
  ///
  /// As "image 1×8×8, all 0", "image 1×8×8, all 0 but 1 of 64 pixels: 201/255 at row 3, column 4", or "image 3×32×32,
  /// values 0.1 to 0.9".
  public var description: String {
    let fill = commonestPixel
    let plane = size.height * size.width
    let others = (0..<plane).filter { isDifferent($0, from: fill) }
    if others.isEmpty { return "image \(size), all \(text(ofPixel: fill))" }
    guard others.count <= plane / 2, let first = others.first else {
      let (least, most) = (values.min() ?? 0, values.max() ?? 0)
      return "image \(size), values \(Self.text(of: least)) to \(Self.text(of: most))"
    }
    let place = "row \(first / size.width), column \(first % size.width)"
    let example = others.count == 1 ? ": " : ", as "
    return "image \(size), all \(text(ofPixel: fill)) but \(others.count) of \(plane) pixels"
      + "\(example)\(text(ofPixel: first)) at \(place)"
  }

  /// A value as steps of 1/255 where it is on the 8-bit grid, else in four significant digits.
  package static func text(of value: Float) -> String {
    let step = byteStep(of: value)
    if byteLevels[Int(step)] == value { return step == 0 ? "0" : step == 255 ? "1" : "\(step)/255" }
    return "\((value * 10_000).rounded() / 10_000)"
  }

  /// The place of a pixel of the commonest colour, the first of those equally common.
  private var commonestPixel: Int {
    let plane = size.height * size.width
    var counts: [[Float]: (count: Int, first: Int)] = [:]
    for pixel in 0..<plane {
      let colour = (0..<size.channels).map { values[$0 * plane + pixel] }
      counts[colour, default: (0, pixel)].count += 1
    }
    // Dictionaries have no order of their own: the count decides, then the place.
    return counts.values.max { ($0.count, $1.first) < ($1.count, $0.first) }?.first ?? 0
  }

  private func isDifferent(_ pixel: Int, from other: Int) -> Bool {
    let plane = size.height * size.width
    return (0..<size.channels).contains { values[$0 * plane + pixel] != values[$0 * plane + other] }
  }

  private func text(ofPixel pixel: Int) -> String {
    let plane = size.height * size.width
    let colour = (0..<size.channels).map { Self.text(of: values[$0 * plane + pixel]) }
    if Set(colour).count == 1 { return colour[0] }
    return "(" + colour.prefix(4).joined(separator: ", ") + (colour.count > 4 ? ", …" : "") + ")"
  }
}
