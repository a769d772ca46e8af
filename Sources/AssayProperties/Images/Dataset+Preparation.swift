import AssayBase
import AssayDatasets
import AssayImages
import AssayNetworks

extension Dataset {
  /// What a reader must know when pictures became these images in another way than those that the model was trained on.
  ///
  /// Nil when nothing differs, and when either side does not say it: images from no files, models of other engines.
  package func preparationRemark(for model: some Classifier) -> String? {
    guard let preparation,
      let recorded = ((model as? Network) ?? (model as? ONNXModel)?.network)?.preprocessing.preparation
    else { return nil }
    let own = "\(preparation.json)"
    guard own != recorded else { return nil }
    let trained = (try? ImagePreparation(text: recorded)).map { "\($0)" } ?? recorded
    let isRevision = trained == "\(preparation)"
    return "the model \(model.name) was trained on images prepared otherwise than those of \(name): "
      + (isRevision
        ? "by another revision of the code that decodes and resizes pictures"
        : "\(trained) (fingerprint \(Fingerprint(recorded).text)) then, \(preparation) (\(preparation.fingerprint)) now")
  }
}
