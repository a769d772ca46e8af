extension Image {
  /// The image with `amount` added to every value and the sum clamped to [0, 1].
  ///
  /// - Parameter amount: Any number but NaN; negative ones darken.
  public func brightened(by amount: Float) -> Image {
    precondition(!amount.isNaN, "brightness needs a number")
    return Image(unchecked: values.map { min(max($0 + amount, 0), 1) }, size: size)
  }
}
