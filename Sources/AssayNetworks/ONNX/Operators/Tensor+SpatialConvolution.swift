import AssayTensor

/// Convolutions along three axes, as sums over the first of convolutions of images; with fewer axes, of images alone.
extension Tensor {
  /// A convolution of N×C×D×H×W with O×(C/groups)×KD×KH×KW weights.
  func convolvedInSpace(with weight: Tensor, bias: Tensor?, _ window: ONNXWindow, groups: Int) -> Tensor {
    let (depth, axes) = (window.axes[0], window.axes)
    let count = depth.count()
    let geometry = ConvolutionGeometry(
      stride: (axes[1].stride, axes[2].stride), dilation: (axes[1].dilation, axes[2].dilation), groups: groups)
    let margins = Margins(top: axes[1].before, bottom: axes[1].after, left: axes[2].before, right: axes[2].after)
    let sums = (0..<depth.kernel).map { tap -> Tensor in
      let places = (0..<count).map { $0 * depth.stride + tap * depth.dilation - depth.before }
      let slices = resampled(by: .picking(places, from: depth.size), axis: 2)
      return slices.asImages().padded(margins).convolved(
        with: weight.slice(tap..<tap + 1, axis: 2).reshaped(to: weight.shape.dropping(2)),
        bias: tap == 0 ? bias : nil, geometry)
    }
    return sums.dropFirst().reduce(sums[0]) { $0 + $1 }.asSpace(depth: count)
  }

  /// A transposed convolution of N×C×… with C×(O/groups)×K… weights, extended or cropped at the ends of each axis.
  func transposeConvolvedInSpace(
    with weight: Tensor, bias: Tensor?, _ window: ONNXWindow, groups: Int, cropped margins: [(before: Int, after: Int)]
  ) -> Tensor {
    let missing = 3 - window.axes.count
    let ones = [Int](repeating: 1, count: missing)
    let axes = [ONNXWindow.Axis](repeating: .single, count: missing) + window.axes
    let x = reshaped(to: Shape(shape.dimensions[..<2] + ones + shape.dimensions[2...]))
    let kernels = weight.reshaped(to: Shape(weight.shape.dimensions[..<2] + ones + weight.shape.dimensions[2...]))
    let geometry = ConvolutionGeometry(
      stride: (axes[1].stride, axes[2].stride), dilation: (axes[1].dilation, axes[2].dilation), groups: groups)
    let depth = axes[0]
    let extent = (depth.size - 1) * depth.stride + depth.reach
    let sums = (0..<depth.kernel).map { tap -> Tensor in
      let kernel = kernels.slice(tap..<tap + 1, axis: 2).reshaped(to: kernels.shape.dropping(2))
      let made = x.asImages().transposeConvolved(with: kernel, bias: nil, geometry).asSpace(depth: depth.size)
      var places = [Int](repeating: -1, count: extent)
      for slice in 0..<depth.size { places[slice * depth.stride + tap * depth.dilation] = slice }
      return made.resampled(by: .picking(places, from: depth.size), axis: 2)
    }
    var result = sums.dropFirst().reduce(sums[0]) { $0 + $1 }
    result = result.reshaped(
      to: Shape(Array(result.shape.dimensions[..<2]) + result.shape.dimensions[(2 + missing)...]))
    for (axis, margin) in margins.enumerated() where margin != (0, 0) {
      let size = result.shape[axis + 2]
      result = result.resampled(by: .picking(Array(-margin.before..<size + margin.after), from: size), axis: axis + 2)
    }
    guard let bias else { return result }
    return result + bias.reshaped(to: Shape([1, bias.count] + [Int](repeating: 1, count: window.axes.count)))
  }

  /// N×C×D×H×W as N·D images.
  private func asImages() -> Tensor {
    permuted([0, 2, 1, 3, 4]).reshaped(to: [shape[0] * shape[2], shape[1], shape[3], shape[4]])
  }

  /// N·D images as N×C×D×H×W.
  private func asSpace(depth: Int) -> Tensor {
    reshaped(to: [shape[0] / depth, depth, shape[1], shape[2], shape[3]]).permuted([0, 2, 1, 3, 4])
  }
}

extension Shape {
  fileprivate func dropping(_ axis: Int) -> Shape {
    Shape(Array(dimensions[..<axis]) + dimensions[(axis + 1)...])
  }
}

extension SparseMap {
  /// Takes what stands at `places`, and 0 for places that there are not.
  static func picking(_ places: [Int], from extent: Int) -> SparseMap {
    SparseMap(sources: extent, targets: places.count, termsEach: 1) { target, add in
      if 0..<extent ~= places[target] { add(places[target], 1) }
    }
  }
}
