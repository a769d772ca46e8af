import AssayBase

extension Image {
  /// The image as a camera sees it that moves along a line of `size` pixels, `degrees` counter-clockwise from the right.
  ///
  /// The mean over the line, centred on each pixel; beyond the border the outermost pixels are repeated.
  ///
  /// - Parameter size: odd and positive; 1 changes nothing.
  public func motionBlurred(size length: Int, degrees: Double) -> Image {
    precondition(length > 0 && length % 2 == 1, "a line of motion has an odd number of pixels, not \(length)")
    if length == 1 { return self }
    let kernel = Self.motionKernel(size: length, degrees: degrees)
    let taps = kernel.indices.filter { kernel[$0] != 0 }
      .map { (row: $0 / length - length / 2, column: $0 % length - length / 2, weight: kernel[$0]) }
    let (height, width, plane) = (size.height, size.width, size.height * size.width)
    let blurred = [Float](unsafeUninitializedCapacity: size.count) { target, count in
      count = size.count
      values.withUnsafeBufferPointer { old in
        for index in 0..<size.count {
          let (channel, row, column) = (index / plane, index % plane / width, index % width)
          var sum = 0.0
          for tap in taps {
            let y = min(max(row + tap.row, 0), height - 1)
            let x = min(max(column + tap.column, 0), width - 1)
            sum += tap.weight * Double(old[channel * plane + y * width + x])
          }
          target[index] = Float(min(max(sum, 0), 1))
        }
      }
    }
    return Image(unchecked: blurred, size: size)
  }

  /// The weights of a line of motion, `size`² of them: 16·size + 1 points of the line, each spread on its four neighbours.
  package static func motionKernel(size: Int, degrees: Double) -> [Double] {
    let turn = Trigonometry.sineAndCosine(degrees: degrees)
    let centre = Double(size - 1) / 2
    var kernel = [Double](repeating: 0, count: size * size)
    let points = 16 * size
    for point in 0...points {
      let along = Double(size - 1) * (Double(point) / Double(points) - 0.5)
      let (row, column) = (centre - along * turn.sine, centre + along * turn.cosine)
      let (top, left) = (row.rounded(.down), column.rounded(.down))
      for (y, down) in [(Int(top), 1 - (row - top)), (Int(top) + 1, row - top)] where y >= 0 && y < size {
        for (x, right) in [(Int(left), 1 - (column - left)), (Int(left) + 1, column - left)] where x >= 0 && x < size {
          kernel[y * size + x] += down * right
        }
      }
    }
    let sum = kernel.reduce(0, +)
    return kernel.map { $0 / sum }
  }
}
