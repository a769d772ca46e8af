import AssayTensor

extension Image {
  /// A photograph of an eye's fundus as Graham prepared those of the diabetic retinopathy competition of 2015.
  ///
  /// The image is resized so that the eye has the radius `radius`; from it the local mean is subtracted,
  /// 4·x − 4·Gaussian(x, radius/30) + ½, cut to [0, 1]; what is farther from the centre than 0.9 radii is gray ½. Then the
  /// square about the centre that holds the eye is resized to `side` pixels. The radius is half the number of pixels of the
  /// middle row whose sum of channels exceeds a tenth of the row's mean; a row without any counts whole.
  ///
  /// Graham 2015, "Kaggle diabetic retinopathy detection competition report", section 1.
  ///
  /// - Parameters:
  ///   - side: the side of the result.
  ///   - radius: the radius that details are judged at.
  public func grahamPrepared(side: Int, radius: Int = 300) -> Image {
    precondition(side > 0 && radius > 0, "a prepared photograph needs a side and a radius, not \(side) and \(radius)")
    let scale = Double(radius) / eyeRadius
    func scaled(_ length: Int) -> Int { max(1, Int((Double(length) * scale).rounded())) }
    let eye = resized(height: scaled(size.height), width: scaled(size.width), by: .antialiasedBilinear)
    let contrast = eye.changedByChannel { images in
      (images - images.gaussianBlurred(sigma: Double(radius) / 30)) * 4 + 0.5
    }
    return contrast.masked(radius: 0.9 * Double(radius))
      .centerCropped(height: 2 * radius, width: 2 * radius, fill: 0.5).resized(height: side, width: side)
  }

  /// Half the number of pixels of the middle row that are not background.
  private var eyeRadius: Double {
    let (middle, plane) = (size.height / 2, size.height * size.width)
    let sums = (0..<size.width).map { column in
      (0..<size.channels).reduce(Float(0)) { $0 + values[$1 * plane + middle * size.width + column] }
    }
    let mean = sums.reduce(0, +) / Float(sums.count)
    let bright = sums.count { $0 > mean / 10 }
    return Double(bright == 0 ? size.width : bright) / 2
  }

  /// The image with gray ½ beyond a distance from its centre.
  private func masked(radius: Double) -> Image {
    var result = values
    let plane = size.height * size.width
    let (centreRow, centreColumn) = (Double(size.height / 2), Double(size.width / 2))
    for row in 0..<size.height {
      let down = Double(row) - centreRow
      let reach = radius * radius - down * down
      let half = reach >= 0 ? reach.squareRoot() : -1
      for column in 0..<size.width where (Double(column) - centreColumn).magnitude > half {
        for channel in 0..<size.channels { result[channel * plane + row * size.width + column] = 0.5 }
      }
    }
    return Image(unchecked: result, size: size)
  }
}
