/// How values between pixels are found when images change their size; `aligned` is PyTorch's `align_corners`.
public enum Interpolation: Sendable, Hashable {
  /// The pixel at ⌊i · in / out⌋.
  case nearest
  /// Between the four pixels around.
  case bilinear(aligned: Bool = false)
  /// By cubic convolution of the sixteen pixels around (Keys 1981, a = −0.75), without antialiasing.
  case bicubic(aligned: Bool = false)
}
