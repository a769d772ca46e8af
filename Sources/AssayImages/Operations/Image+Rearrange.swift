extension Image {
  /// The image of `newSize` whose pixel at (row, column) is this one's at `source(row, column)`, in every channel.
  ///
  /// A source of `nil` gives `fill`. Sources must be inside this image.
  func rearranged(
    to newSize: ImageSize, fill: Float = 0, source: (_ row: Int, _ column: Int) -> (row: Int, column: Int)?
  ) -> Image {
    let (oldPlane, newPlane) = (size.height * size.width, newSize.height * newSize.width)
    let moved = [Float](unsafeUninitializedCapacity: newSize.count) { target, count in
      count = newSize.count
      values.withUnsafeBufferPointer { old in
        var position = 0
        for row in 0..<newSize.height {
          for column in 0..<newSize.width {
            let place = source(row, column)
            var channel = 0
            while channel < newSize.channels {
              target[channel * newPlane + position] =
                place.map { old[channel * oldPlane + $0.row * size.width + $0.column] } ?? fill
              channel += 1
            }
            position += 1
          }
        }
      }
    }
    return Image(unchecked: moved, size: newSize)
  }
}
