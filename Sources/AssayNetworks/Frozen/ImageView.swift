import CAssayKernels

extension assay_view {
  /// The images from `first` on.
  func from(_ first: Int) -> assay_view { moved(by: first * image_stride) }

  /// The rows of every image from `first` on.
  func fromRow(_ first: Int) -> assay_view { moved(by: first * row_stride) }

  /// The same pixels from channel `first` on.
  func channels(from first: Int) -> assay_view { moved(by: first) }

  private func moved(by floats: Int) -> assay_view {
    var view = self
    view.base += floats
    return view
  }
}
