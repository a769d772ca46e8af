import AssayBase

extension Image {
  /// The image turned counter-clockwise about its centre by `degrees`, of the same size.
  ///
  /// Bilinear: every pixel is a weighted mean of the four around the place it comes from. What comes from outside has the
  /// value `fill`, so that the border blends into it. No turn changes no bit, and quarter turns of square images are exact.
  public func rotated(degrees: Double, fill: Float = 0) -> Image {
    transformed(degrees: degrees, fill: fill)
  }

  /// The image enlarged about its centre by `factor` (below 1: made smaller), of the same size; bilinear as
  /// ``rotated(degrees:fill:)``.
  ///
  /// - Parameter factor: positive and finite.
  public func scaled(by factor: Double, fill: Float = 0) -> Image {
    transformed(scale: factor, fill: fill)
  }

  /// The image turned, enlarged and then moved, in one bilinear step.
  ///
  /// - Parameters:
  ///   - degrees: counter-clockwise about the centre.
  ///   - scale: about the centre; positive and finite.
  ///   - rows: how far down, in pixels and fractions of them.
  ///   - columns: how far to the right.
  ///   - fill: the value of what lies outside, in [0, 1].
  public func transformed(
    degrees: Double = 0, scale: Double = 1, rows: Double = 0, columns: Double = 0, fill: Float = 0
  ) -> Image {
    precondition(fill >= 0 && fill <= 1, "the fill must be in [0, 1], not \(fill)")
    precondition(scale > 0 && scale.isFinite, "a scale must be positive and finite, not \(scale)")
    precondition(degrees.isFinite && rows.isFinite && columns.isFinite, "a transformation needs finite numbers")
    let turn = Trigonometry.sineAndCosine(degrees: degrees)
    if turn.sine == 0, turn.cosine == 1, scale == 1, rows == 0, columns == 0 { return self }
    // Where a pixel of the result comes from: back by the move, and then by the turn and the scale.
    let (along, across) = (turn.cosine / scale, turn.sine / scale)
    return mapped(
      column: (along, -across, across * rows - along * columns),
      row: (across, along, -across * columns - along * rows), fill: fill)
  }

  /// The image whose pixel at (x, y), counted right and down from the centre, is this one's at the two linear forms of it.
  package func mapped(
    column: (x: Double, y: Double, constant: Double), row: (x: Double, y: Double, constant: Double), fill: Float = 0
  ) -> Image {
    let (middleRow, middleColumn) = (Double(size.height - 1) / 2, Double(size.width - 1) / 2)
    return resampled(fill: fill) { place in
      let (y, x) = (Double(place.row) - middleRow, Double(place.column) - middleColumn)
      return (
        middleRow + (row.x * x + row.y * y + row.constant),
        middleColumn + (column.x * x + column.y * y + column.constant)
      )
    }
  }

  /// Every pixel as the bilinear mean around the place `source` says; `fill` beyond the border.
  private func resampled(
    fill: Float, _ source: ((row: Int, column: Int)) -> (row: Double, column: Double)
  ) -> Image {
    let (height, width, plane) = (size.height, size.width, size.height * size.width)
    let resampled = [Float](unsafeUninitializedCapacity: size.count) { target, count in
      count = size.count
      values.withUnsafeBufferPointer { old in
        var position = 0
        while position < plane {
          let place = source((position / width, position % width))
          // Far outside there is only the fill; the bounds also keep the conversions to integers in range.
          let isInside =
            place.row > -1 && place.row < Double(height) && place.column > -1 && place.column < Double(width)
          let (top, left) = isInside ? (Int(place.row.rounded(.down)), Int(place.column.rounded(.down))) : (-2, -2)
          let (down, right) = (place.row - Double(top), place.column - Double(left))
          var channel = 0
          while channel < size.channels {
            func value(_ row: Int, _ column: Int) -> Double {
              guard row >= 0, row < height, column >= 0, column < width else { return Double(fill) }
              return Double(old[channel * plane + row * width + column])
            }
            let blend =
              isInside
              ? (1 - down) * ((1 - right) * value(top, left) + right * value(top, left + 1))
                + down * ((1 - right) * value(top + 1, left) + right * value(top + 1, left + 1))
              : Double(fill)
            target[channel * plane + position] = Float(min(max(blend, 0), 1))
            channel += 1
          }
          position += 1
        }
      }
    }
    return Image(unchecked: resampled, size: size)
  }
}
