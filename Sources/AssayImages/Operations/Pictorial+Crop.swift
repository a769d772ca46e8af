import AssayTensor

extension Pictorial {
  /// The image moved down by `rows` and right by `columns` (negative: up and left), the freed border set to `fill`.
  ///
  /// - Parameter fill: The value of pixels that come from outside, in [0, 1].
  public func shifted(rows: Int, columns: Int, fill: Float = 0) -> Self {
    precondition(fill >= 0 && fill <= 1, "the fill must be in [0, 1], not \(fill)")
    let (height, width) = extent
    // A shift by the whole extent leaves nothing, and clamping to it keeps the sums below from overflowing.
    let (down, right) = (min(max(rows, -height), height), min(max(columns, -width), width))
    if down == 0 && right == 0 { return self }
    return mapped(
      by: .taking(rows: (0..<height).map { $0 - down }, columns: (0..<width).map { $0 - right }, from: extent),
      fill: fill)
  }

  /// The part of `height` × `width` pixels whose first is at row `top` and column `left`.
  ///
  /// What lies outside the image has the value `fill`: so that a crop may also widen it.
  public func cropped(top: Int, left: Int, height: Int, width: Int, fill: Float = 0) -> Self {
    precondition(height > 0 && width > 0, "a crop of \(height)×\(width) pixels has none")
    if top == 0 && left == 0 && height == extent.height && width == extent.width { return self }
    return mapped(
      by: .taking(rows: Array(top..<top + height), columns: Array(left..<left + width), from: extent), fill: fill)
  }

  /// The middle `height` × `width` pixels; where the rest is odd, more is left away above and to the left of the middle.
  ///
  /// Rounds half to even, as torchvision.
  public func centerCropped(height: Int, width: Int, fill: Float = 0) -> Self {
    let (top, left) = CropPlace.middle(of: extent, height: height, width: width)
    return cropped(top: top, left: left, height: height, width: width, fill: fill)
  }

  /// The four corners (top left, top right, bottom left, bottom right) and the middle, of `height` × `width` pixels each.
  public func fiveCropped(height: Int, width: Int) -> [Self] {
    let (down, right) = (extent.height - height, extent.width - width)
    let corners = [(0, 0), (0, right), (down, 0), (down, right)]
    return corners.map { cropped(top: $0.0, left: $0.1, height: height, width: width) }
      + [centerCropped(height: height, width: width)]
  }
}

/// Where crops are.
enum CropPlace {
  /// The first row and column of the middle part.
  static func middle(of extent: (height: Int, width: Int), height: Int, width: Int) -> (top: Int, left: Int) {
    func start(_ length: Int, _ part: Int) -> Int { Int((Double(length - part) / 2).rounded(.toNearestOrEven)) }
    return (start(extent.height, height), start(extent.width, width))
  }
}
