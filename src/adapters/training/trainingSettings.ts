import type { Params } from '../../../schemas/generated/types.ts';
import type { WalkPrior } from '../../model/problem/effects.ts';
import type { RunSettings } from '../../model/simulation/runs.ts';
import type { TrainingSettings } from '../../model/training/trainer.ts';

/** Settings of a training from the parameters. @param name of what is trained, for messages. */
export function trainingSettings({ model, training }: Pick<Params, 'model' | 'training'>, name: string): TrainingSettings {
  return {
    name,
    shape: { hiddenLayers: model.hidden_layers, latent: model.latent },
    objective: {
      weights: {
        stock: training.weight_stock,
        flow: training.weight_flow,
        arrivals: training.weight_group,
        departures: training.weight_group,
        net: training.weight_net,
      },
      bend: model.errors.bend,
      relative: { stock: model.errors.stock, net: model.errors.net.relative },
    },
    effects: {
      area: walkPrior(model.area_effect, null),
      corridor: walkPrior(model.corridor_effect, model.corridor_effect.degrees),
      reportingFactor: model.reporting_factor,
    },
    epochs: training.epochs,
    learningRate: training.learning_rate,
    sample: training.sample,
    refreshEvery: training.refresh_every,
    clipNorm: training.clip_norm,
    earlyStopping: training.early_stopping,
  };
}

function walkPrior({ level, step, unreported_step: unreportedStep }: Params['model']['area_effect'], degrees: number | null): WalkPrior {
  return { level, step, unreportedStep, degrees };
}

/** Settings of the runs of a trained network from the parameters. */
export function runSettings({ runs, minimum_flow, covariates }: Params['uncertainty']): RunSettings {
  return {
    runs,
    minimumFlow: minimum_flow,
    covariates: {
      reportedSd: covariates.reported_sd,
      imputedSd: covariates.imputed_sd,
      autocorrelation: covariates.autocorrelation,
    },
  };
}
