import AssayBase
import AssayImages
import AssayTensor

extension Image {
  /// The image with every value changed by a function, cut to [0, 1].
  func corrupted(_ change: (Float) -> Float) -> Image {
    Image(unchecked: values.map { min(max(change($0), 0), 1) }, size: size)
  }

  /// The image with every value changed by a function that also gets a number drawn for it, cut to [0, 1].
  func corrupted(with noise: [Float], _ change: (_ value: Float, _ noise: Float) -> Float) -> Image {
    Image(unchecked: zip(values, noise).map { min(max(change($0, $1), 0), 1) }, size: size)
  }

  /// One standard normal number for every value.
  func normalNoise(_ key: RandomKey) -> [Float] { Tensor.normal(shape: [size.count], key: key).elements }

  /// One uniform number in [0, 1) for every value.
  func uniformNoise(_ key: RandomKey) -> [Float] { Tensor.uniform(0, 1, shape: [size.count], key: key).elements }

  /// The values of one channel.
  func plane(_ channel: Int) -> ArraySlice<Float> {
    let count = size.height * size.width
    return values[(channel * count)..<((channel + 1) * count)]
  }
}
