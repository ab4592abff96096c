import { Button } from '../../parts/button.tsx';
import { CheckBox } from '../../parts/forms/check-box.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Tool } from '../../parts/tool.tsx';
import { goQuery } from '../../shell/route.ts';

interface Props {
  /** Whether tasks without dependencies are shown. */
  alone: boolean;
  /** Whether the graph is shown as a list. */
  listed: boolean;
  zoom(by: 1 | -1): void;
}

/** The controls of the graph: a choice of tasks, the zoom, and a choice between list and drawing. */
export function Tools({ alone, listed, zoom }: Props) {
  return (
    <>
      <CheckBox checked={alone} onCheck={(on) => goQuery({ alone: on ? '1' : '' })}>
        Show tasks without dependencies
      </CheckBox>
      <div class="graph-zoom flex gap-4" role="toolbar" aria-label="Zoom">
        <Tool title="Zoom out" keys="-" run={() => zoom(-1)} text="−" />
        <Tool title="Zoom in" keys="+" run={() => zoom(1)} text="+" />
        <Tool title="Fit" keys="0" run={() => goQuery({ zoom: 'fit' })} text="Fit" />
        <Button
          look="small"
          aria-pressed={listed}
          title="Drawing or list (v)"
          onClick={() => goQuery({ as: listed ? '' : 'list' })}
        >
          <Icon name="list" size={14} /> List
        </Button>
      </div>
    </>
  );
}
