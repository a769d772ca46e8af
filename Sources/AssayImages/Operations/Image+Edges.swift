extension Image {
  /// How strongly the brightness changes at each pixel: an image of one channel, 0 where it is even, at most 1.
  ///
  /// The length of the gradient by Sobel's operator of 3×3 pixels, in units of the largest possible, 4√2 (Duda and Hart
  /// 1973, "Pattern classification and scene analysis", section 7.3). Colour counts by its brightness (BT.601); beyond the
  /// border the border's pixels go on.
  public func edges() -> Image {
    let gray = size.channels == 1 ? self : grayscaled()
    let (height, width) = (size.height, size.width)
    func value(_ row: Int, _ column: Int) -> Float {
      gray.values[min(max(row, 0), height - 1) * width + min(max(column, 0), width - 1)]
    }
    var lengths: [Float] = []
    lengths.reserveCapacity(height * width)
    for row in 0..<height {
      for column in 0..<width {
        func slope(_ pixel: (_ across: Int, _ along: Int) -> Float) -> Float {
          (-1...1).reduce(0) { $0 + (pixel(1, $1) - pixel(-1, $1)) * ($1 == 0 ? 2 : 1) }
        }
        let down = slope { value(row + $0, column + $1) }
        let right = slope { value(row + $1, column + $0) }
        lengths.append(min(1, (down * down + right * right).squareRoot() / Float(32).squareRoot()))
      }
    }
    return Image(unchecked: lengths, size: ImageSize(channels: 1, height: height, width: width))
  }
}
